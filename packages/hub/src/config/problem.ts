/** A start that cannot go on, in one line for the person at the terminal. Exit status 2; nothing was started or left behind. */
export class StartProblem extends Error {
  constructor(line: string) {
    super(line);
    this.name = 'StartProblem';
  }
}

/** Thrown by a parser: what is right, as the end of the sentence `… is not <right>`. */
export class WrongValue extends Error {
  constructor(right: string) {
    super(right);
    this.name = 'WrongValue';
  }
}
