"""`python -m actions.texts check [LANGUAGE …]`: what the catalogues lack. Exit code 1 when something is missing."""

from __future__ import annotations

import sys

from actions.texts.catalogue import REFERENCE, Texts
from actions.texts.check import check_language


def main(arguments: list[str]) -> int:
    """Report the problems of the named languages, of all spoken ones when none is named."""
    if not arguments or arguments[0] != "check":
        sys.stderr.write("Expected: python -m actions.texts check [LANGUAGE …]\n")
        return 2
    languages = arguments[1:] or [code for code in Texts().languages() if code != REFERENCE]
    failed = 0
    for language in languages:
        problems = list(check_language(language))
        failed += len(problems)
        for problem in problems:
            sys.stdout.write(f"{problem}\n")
        sys.stdout.write(f"{language}: {len(problems)} to mend\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
