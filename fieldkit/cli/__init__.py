"""The command line: one module per noun."""


def main() -> None:
    """Run the command line."""
    print("fieldkit")  # noqa: T201
