"""What every service says of input that it cannot take."""


class InputError(ValueError):
    """What was sent cannot be taken; `field` names the place, `message` says in Vietnamese how to mend it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message
