/** What `dealtrail replay --help` says beyond its options. */
export const replayHelp = `
It reads the log as any client may (GET /v1/events), keeps the events that it
folds in memory (how much it took is said at the end), and changes nothing on
the server. With --deal the events of other deals are not kept.

--without-source: what would we believe without that article?
  - The events of the source itself are left out, and every citation of it.
  - An event that cited nobody else is left out. One for which another source was
    cited later stays, on that source's word. What cited nobody is our own record
    and stays.
  - What speaks of an event that is left out (corrects, retracts, cites, denies,
    adopts it, tells one of its fields) is left out too; so is a remark on the
    source. A source that repeats it, or draws on it, stands for itself.
  - Everything else stays as it was recorded, as after a retraction: what others
    said was said. A deal that only the source announced is found in no list any
    more; what others told of it can be read, and what refers to it refers to an
    id of which nothing else is known.

--verify: needs a key with the role auditor or admin. The tables of each view are
read as they lie in the database, all of a view as at one position, and compared
row by row with a fold of the log up to there; what is recorded meanwhile does
not disturb it.`;
