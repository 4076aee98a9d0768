"""The homework doctor: looks at somebody's answers to exercises and says what is wrong with them, and why.

- ``pack``: a folder of exercises; an exercise is one file (``exercise``)
- ``submission``: a student's file, read without running it
- ``worker``: a process that runs answers: ``nursery`` forks, ``sandbox`` limits, ``observation`` looks
- ``diagnosis``: what was seen, held against the solution and the known mistakes (``recognition``); what none of them
  explains is put into words (``differences``)
- ``classroom``: many students at once
"""

from descentlab.doctor.exercise import Case, Mistake, UnusableError

__all__ = ["Case", "Mistake", "UnusableError"]
