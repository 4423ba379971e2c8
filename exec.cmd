@rem For npm on Windows: `exec` is a word of the shells of other systems, where it lets a command take the place of the shell (scripts/run.mjs).
@%*
