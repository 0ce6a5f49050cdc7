import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { inProject } from '../../../tools/environment/project-root.ts';
import { OFFERED, resolveConnection } from './resolve-connection.ts';

/** A command of `ng add` and the file of connections that it has to write, with what is between them. */
const COMMAND = /^npx ng add ngx-qlik \\\n(.*?)^```$.*?^```json\n(.*?)^```$/gms;
/** An option and its value, in quotes or not. */
const OPTION = /--([\w-]+) (?:"([^"]+)"|(\S+))/g;

interface Sample {
  readonly guide: string;
  readonly options: Readonly<Record<string, string>>;
  readonly connection: Readonly<Record<string, unknown>> & {
    readonly auth: Readonly<Record<string, unknown>>;
  };
}

function samplesOf(guide: string): Sample[] {
  return [...readFileSync(inProject(`docs/auth/${guide}`), 'utf8').matchAll(COMMAND)].map(
    ([, options = '', file = '']) => {
      const { connections } = JSON.parse(file) as { readonly connections: readonly [Sample['connection']] };
      return {
        guide,
        options: Object.fromEntries(
          [...options.matchAll(OPTION)].map(([, name = '', quoted, plain = '']) => [
            name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
            quoted ?? plain,
          ]),
        ),
        connection: connections[0],
      };
    },
  );
}

describe('the guides of the auth types', () => {
  const samples = readdirSync(inProject('docs/auth')).flatMap(samplesOf);

  it('have a command for each type that "ng add" offers', () => {
    assert.deepEqual(samples.map(({ options }) => options['auth']).sort(), [...OFFERED].sort());
  });

  for (const { guide, options, connection } of samples) {
    it(`have a command that writes the connection below it: ${guide}`, async () => {
      const { connection: written } = await resolveConnection(options, undefined);
      // Where the token is kept is a choice, which a guide explains.
      const { tokenStorage: _, ...auth } = written.auth;
      assert.deepEqual({ ...written, label: '', auth: {} }, { ...connection, label: '', auth: {} });
      // The guide may have more than what has to be there.
      assert.deepEqual({ ...connection.auth, ...auth }, connection.auth);
    });
  }
});
