"""Every error that a user can meet. Each message is one plain sentence that says what to do next.

DatelineError
├── SettingsError          a DATELINE_* variable, .env line or option is wrong
├── InputError             what was given cannot be used: a question, a date, a file of questions
├── SourceError            an article source cannot be read: file, folder, address, feed
│   └── FetchError         an address did not give a page: refused, missing, too large, too slow
├── LibraryError           the library folder or the vector server cannot be used
│   ├── LibraryLocked      somebody else writes to the library just now
│   ├── LibraryDamaged     its files are not what they should be
│   ├── LibraryFull        the disk is full
│   └── EmbeddingMismatch  it was built with another embedding model
└── ModelError             a model cannot be loaded, or its provider failed
"""


class DatelineError(Exception):
    """The root of the tree; the commands print its message and exit with status 2."""


class SettingsError(DatelineError):
    """A setting is unknown or has a value that it cannot take."""


class InputError(DatelineError):
    """A question, a date or a file of questions cannot be used as given."""


class SourceError(DatelineError):
    """A file, folder, address or feed cannot be read at all."""


class FetchError(SourceError):
    """An address was refused, or did not answer with a usable page; `status` is what its server
    answered, where it did, and `received` how many bytes came of it all the same.
    """

    def __init__(self, message: str, status: int | None = None, received: int = 0) -> None:
        super().__init__(message)
        self.status = status
        self.received = received


class LibraryError(DatelineError):
    """The library folder or the vector server cannot be used."""


class LibraryLocked(LibraryError):
    """Another process owns the library folder."""


class LibraryDamaged(LibraryError):
    """The library's files are not what they should be."""


class LibraryFull(LibraryError):
    """The disk that holds the library is full. What was stored before is intact."""


class EmbeddingMismatch(LibraryError):
    """The library was built with another embedding model than the one that is set."""


class ModelError(DatelineError):
    """An embedding or language model cannot be loaded, or its provider failed."""
