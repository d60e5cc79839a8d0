/** What a dumping process is told. The server must trust its user `postgres`. */
export type DumpInput = {
  /** Of the server, on 127.0.0.1. */
  readonly port: number;
  readonly database: string;
  /** Where the dump goes, as SQL. */
  readonly file: string;
};
