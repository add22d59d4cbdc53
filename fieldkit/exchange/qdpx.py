"""REFI-QDA projects, in and out: what NVivo, ATLAS.ti, MAXQDA, QualCoder and others exchange."""

from fieldkit.exchange.qdpx_in import read, sniff
from fieldkit.exchange.qdpx_out import write

__all__ = ["read", "sniff", "write"]
