"""The first file of a record: what somebody tells, in the form that the catalogue keeps."""

from .choices import Choices
from .fields import KINDS, Answers, Field, read
from .write import compose, objections

__all__ = ["KINDS", "Answers", "Choices", "Field", "compose", "objections", "read"]
