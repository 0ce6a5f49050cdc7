/** A file of an app cannot be used. The message names the file, and the member or the line in it. */
export class AppFileError extends Error {
  override readonly name = 'AppFileError';
  constructor(
    readonly file: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(`${file}: ${problem}`, options);
  }
}
