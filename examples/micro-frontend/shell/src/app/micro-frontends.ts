import { Injectable } from '@angular/core';

/** Loads micro-frontends by their names in public/micro-frontends.json, so that a build of the shell knows no address of theirs. */
@Injectable({ providedIn: 'root' })
export class MicroFrontends {
  private readonly addresses = fetch('micro-frontends.json').then(
    (response) => response.json() as Promise<Readonly<Record<string, string>>>,
  );

  /**
   * Imports the ES module of a micro-frontend, which defines its custom elements.
   * @throws {Error} when there is none of that name, or its server does not answer
   */
  async load(name: string): Promise<void> {
    const address = (await this.addresses)[name];
    if (address === undefined) throw new Error(`micro-frontends.json has no "${name}".`);
    // The comment keeps the development server from looking for that address among its own files.
    await import(/* @vite-ignore */ address);
  }
}
