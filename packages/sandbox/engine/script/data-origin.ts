import type { LoadSource } from './load-statement.ts';

/** Returns the origin of a source as Qlik's `LineageInfo` names it; undefined for the load that follows. */
export function originOf(source: LoadSource): string | undefined {
  switch (source.type) {
    case 'inline':
      return 'INLINE;';
    case 'autogenerate':
      return 'AUTOGENERATE;';
    case 'resident':
      return `RESIDENT ${source.table};`;
    case 'file':
      return `${source.path};`;
    case 'preceding':
      return undefined;
  }
}

/** Returns the target of a `Store` as Qlik's `LineageInfo` names it. */
export function targetOf(path: string, format: string): string {
  return `STORE - ${path} (${format === 'delimited' ? 'txt' : format});`;
}
