"""What a shell completes: verbs, options, and the scenarios that come with the program beside files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.shell_completion import BashComplete, CompletionItem, add_completion_class, shell_complete

if TYPE_CHECKING:
    import click

VARIABLE = "_ILRS_COMPLETE"
"""Variable of the environment in which a shell says what it wants."""


class _Bash(BashComplete):
    """Completion for bash, to which a colon ends a word: ``ilrs:`` and what follows are put together again."""

    _cut = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one to be completed, and that one."""
        before, last = super().get_completion_args()
        words: list[str] = []
        self._cut = ""
        for word in [*before, last]:
            if words and (word == ":" or words[-1].endswith(":")):
                words[-1] += word
                self._cut = words[-1][: words[-1].rfind(":") + 1]
            else:
                words.append(word)
                self._cut = ""
        return words[:-1], words[-1]

    def format_completion(self, item: CompletionItem) -> str:
        """What bash is to put in place of the part after the colon."""
        return f"{item.type},{str(item.value).removeprefix(self._cut)}"


def answer(command: click.Command, instruction: str) -> int:
    """Print what the shell asks for, such as ``bash_source``, the lines that switch completion on.

    Returns:
        The exit status: 0, or 1 where the shell or the question is not known.
    """
    add_completion_class(_Bash, "bash")
    return shell_complete(command, {}, "ilrs", VARIABLE, instruction)
