"""Records and choices as ``typing.NamedTuple`` and ``enum.Enum`` make them, without the time that those take to import.

A command that lasts 30 ms cannot spend half of them on ``typing``, ``dataclasses`` and ``enum`` and on what they do for each
class. Type checkers see the real ones.
"""

from __future__ import annotations

from operator import itemgetter

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Iterator
    from enum import Enum as Choice
    from typing import Any
    from typing import NamedTuple as Record
else:

    class _Fields(type):
        """Makes the annotations of a class its fields, in their order; their values are the defaults."""

        def __new__(kind, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> type:
            fields = tuple(space.get("__annotations__", ()))
            defaults = {one: space.pop(one) for one in fields if one in space}
            own = {one: property(itemgetter(number)) for number, one in enumerate(fields)}
            own |= {"_fields": fields, "_field_defaults": defaults, "_number": len(fields), "__slots__": ()}
            return type.__new__(kind, name, bases, space | own)

    class Record(tuple, metaclass=_Fields):
        """Base of such classes: tuples that compare by their values and have the methods of a NamedTuple."""

        def __new__(cls, *values: Any, **named: Any) -> Record:
            if len(values) != cls._number or named:
                values = (*values, *cls._rest(len(values), named))
            return tuple.__new__(cls, values)

        @classmethod
        def _rest(cls, given: int, named: dict[str, Any]) -> list[Any]:
            wanted = cls._fields[given:]
            unknown = named.keys() - set(wanted)
            missing = [one for one in wanted if one not in named and one not in cls._field_defaults]
            if given > cls._number or unknown or missing:
                wrong = ", ".join([*sorted(unknown), *missing]) or f"{given} values"
                raise TypeError(f"{cls.__name__} takes {', '.join(cls._fields)}; wrong or missing: {wrong}")
            return [named[one] if one in named else cls._field_defaults[one] for one in wanted]

        @classmethod
        def _make(cls, values: Any) -> Record:
            return cls(*values)

        def _replace(self, **named: Any) -> Record:
            unknown = named.keys() - set(self._fields)
            if unknown:
                raise ValueError(f"{type(self).__name__} has no {', '.join(sorted(unknown))}")
            return type(self)(*(named.get(name, value) for name, value in zip(self._fields, self, strict=True)))

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

        def __repr__(self) -> str:
            shown = ", ".join(f"{name}={value!r}" for name, value in self._asdict().items())
            return f"{type(self).__name__}({shown})"

    class _Members(type):
        """Makes the texts among the attributes of a class its only instances, in their order."""

        def __new__(kind, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> type:
            values = {one: value for one, value in space.items() if one[0] != "_" and isinstance(value, str)}
            made = type.__new__(kind, name, bases, {one: own for one, own in space.items() if one not in values})
            made._members = {}
            for one, value in values.items():
                member = made._members[value] = object.__new__(made)
                member.name, member.value = one, value
                setattr(made, one, member)
            return made

        def __call__(cls, value: str) -> Choice:
            try:
                return cls._members[value]
            except KeyError:
                raise ValueError(f"{value!r} is no {cls.__name__}") from None

        def __iter__(cls) -> Iterator[Choice]:
            return iter(cls._members.values())

        def __reversed__(cls) -> Iterator[Choice]:
            return reversed(cls._members.values())

        def __len__(cls) -> int:
            return len(cls._members)

    class Choice(metaclass=_Members):
        """Base of such classes: ``value`` is the text, ``name`` that of the attribute; members are compared by identity."""

        def __reduce__(self) -> tuple[Any, ...]:
            return type(self), (self.value,)

        def __repr__(self) -> str:
            return f"{type(self).__name__}.{self.name}"
