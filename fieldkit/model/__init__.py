"""The words of the domain as frozen values, and their rules; standard library only."""
