/** enigma's codes. */
export const NOT_CONNECTED = -1;
export const NOT_ATTACHED = -12;
/** The engine's code for an invalid parameter, and `@qlik/api`'s for an object that is not there. */
export const INVALID_PARAMETERS = -32602;
export const OBJECT_NOT_FOUND = 2;
const PAGES_TOO_LARGE = 7009;

/** The engine's limit of cells in one call. */
export const MAX_CELLS = 10_000;

/** The engine's error for pages with more than {@link MAX_CELLS}. */
export function pagesTooLarge(cells: number): Error {
  return Object.assign(engineFault('Calculation pages too large', PAGES_TOO_LARGE), {
    parameter: `${cells} cells requested, the maximum is ${MAX_CELLS}: request several smaller pages`,
  });
}

/** An error as enigma has it. */
export function engineFault(message: string, code: number): Error {
  return Object.assign(new Error(message), { code });
}

/** enigma's error for a call whose socket has closed with that code. */
export function socketClosedFault(closeCode: number): Error {
  return Object.assign(new Error('Socket closed'), {
    code: NOT_CONNECTED,
    original: { code: closeCode, reason: '' },
  });
}

/**
 * What the fake engine cannot do. A test gets a `QlikError` with this message and remedy: it is made where the fake meets the page, as
 * whatever calculates is free of Angular, so that specs in Node compare it with an engine.
 */
export class UnsupportedByFake extends Error {
  constructor(
    what: string,
    readonly remedy: string,
  ) {
    super(`The fake engine ${what}.`);
  }
}

/** Says what the fake engine cannot do, in place of a wrong result. */
export function unsupported(what: string, remedy: string): UnsupportedByFake {
  return new UnsupportedByFake(
    what,
    `${remedy} Or test against the sandbox, whose engine calculates as Qlik's does; see https://github.com/ngx-qlik/ngx-qlik/blob/main/docs/testing.md.`,
  );
}
