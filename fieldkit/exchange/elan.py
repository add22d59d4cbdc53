"""ELAN files, in and out: a session along its recording."""

from fieldkit.exchange.elan_in import read, sniff
from fieldkit.exchange.elan_out import write

__all__ = ["read", "sniff", "write"]
