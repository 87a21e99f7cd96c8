/** What a job came to, on standard output: lines for a person as they come, or values for a program. */
export class Answer {
  readonly #json: boolean;

  constructor(json: boolean) {
    this.#json = json;
  }

  line(text: string): void {
    if (!this.#json) console.log(text);
  }

  result(value: object): void {
    if (this.#json) console.log(JSON.stringify(value, undefined, 2));
  }
}
