"""Everything that fieldkit refuses, each with one line for the person who reads it.

FieldkitError
├── InvalidValueError       a value that cannot be (intensity 9, a time without a zone)
├── NotFoundError           an id, key, kind or file that is not there
├── StudyError              the study as a whole cannot be used as asked
│   ├── NoStudyError        there is no study here
│   ├── NewerStudyError     written by a newer fieldkit: reading works, writing does not
│   ├── ReadOnlyStudyError  the folder cannot be written
│   └── StudyBusyError      another program holds the lock too long
├── NotSavedError           the disk did not take it; what was typed is kept in memory
├── RefusedFileError        a file that cannot be imported or read
├── ConsentError            someone said no: nothing is written about them
├── TemplateError           a template, vocabulary or protocol that does not hold
└── UsageError              asked in a way that does not work; the line says what does
"""


class FieldkitError(Exception):
    """Anything fieldkit refuses; its text is one line that says what to do."""


class InvalidValueError(FieldkitError, ValueError):
    """A value that could not have been observed."""


class NotFoundError(FieldkitError, LookupError):
    """An id, key, kind or file that is not there."""


class StudyError(FieldkitError):
    """The study as a whole cannot be used as asked."""


class NoStudyError(StudyError):
    """There is no study where one was looked for."""


class NewerStudyError(StudyError):
    """The study was written by a newer fieldkit; it opens read-only."""


class ReadOnlyStudyError(StudyError):
    """The study's folder cannot be written."""


class StudyBusyError(StudyError):
    """Another program has held the study's lock for too long."""


class NotSavedError(FieldkitError):
    """The disk did not take a change; nothing was acknowledged."""


class RefusedFileError(FieldkitError):
    """A file that cannot be read or imported."""


class ConsentError(FieldkitError):
    """Someone said no; nothing is written about them."""


class TemplateError(FieldkitError):
    """A template, vocabulary or protocol that does not hold; names the line."""


class UsageError(FieldkitError):
    """Asked in a way that does not work; the text says what does."""
