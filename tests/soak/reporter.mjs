/** Says only what went wrong: what went right the soak says itself, and its last line is the counts. */
export default class Reporter {
  onTestResult(_test, { failureMessage }) {
    if (failureMessage) process.stderr.write(`${failureMessage}\n`);
  }
}
