import { textOf } from '../expression/value.ts';
import type { ForcedCase } from './field-rules.ts';
import { afterKeyword, isNameMatch, nameOf, namesOf, requireEnd, takeName, takeNames } from './name-list.ts';
import type { RunStatement } from './script-context.ts';
import { ScriptError } from './script-error.ts';
import type { ScriptState } from './script-state.ts';

/** Parsers of statements for the names, values, tags and comments of fields. */
export const FIELD_STATEMENTS: Readonly<Record<string, (rest: string) => RunStatement>> = {
  qualify: (rest) => withFields(rest, (fields, { rules }) => rules.qualify(fields, true)),
  unqualify: (rest) => withFields(rest, (fields, { rules }) => rules.qualify(fields, false)),
  nullasvalue: (rest) => withFields(rest, (fields, { rules }) => rules.replaceNulls(fields, true)),
  nullasnull: (rest) => withFields(rest, (fields, { rules }) => rules.replaceNulls(fields, false)),
  map: (rest) => parseMap(rest, { isOnlyPartial: false }),
  'add map': (rest) => parseMap(rest, { isOnlyPartial: false }),
  'replace map': (rest) => parseMap(rest, { isOnlyPartial: false }),
  'add only map': (rest) => parseMap(rest, { isOnlyPartial: true }),
  'replace only map': (rest) => parseMap(rest, { isOnlyPartial: true }),
  unmap: (rest) => withFields(rest, (fields, { rules }) => rules.map(fields, undefined)),
  alias: parseAlias,
  force: parseForce,
  'search include': (rest) => withFields(rest, (fields, { metadata }) => metadata.search(fields, true)),
  'search exclude': (rest) => withFields(rest, (fields, { metadata }) => metadata.search(fields, false)),
  tag: (rest) => parseTag(rest, 'tag'),
  untag: (rest) => parseTag(rest, 'untag'),
  'comment table': (rest) => parseComment(rest, commentTable),
  'comment tables': (rest) => parseComment(rest, commentTable),
  'comment field': (rest) => parseComment(rest, commentField),
  'comment fields': (rest) => parseComment(rest, commentField),
  comment: (rest) => parseComment(rest, commentField),
};

function withFields(
  rest: string,
  run: (fields: readonly string[], state: ScriptState) => void,
): RunStatement {
  const fields = namesOf(rest);
  return ({ state }) => run(fields, state);
}

/** Parses `fields Using mapping`. */
function parseMap(text: string, { isOnlyPartial }: { readonly isOnlyPartial: boolean }): RunStatement {
  const { names: fields, rest } = takeNames(text);
  const mapping = nameOf(clause(rest, 'using'));
  return ({ state }) => {
    if (!isOnlyPartial || state.isPartialReload) state.rules.map(fields, state.mapping(mapping));
  };
}

/** Parses `field as name, …`. */
function parseAlias(text: string): RunStatement {
  const aliases: (readonly [string, string])[] = [];
  for (let rest = `,${text}`; rest.startsWith(',');) {
    const field = takeName(rest.slice(1));
    const name = takeName(clause(field.rest, 'as'));
    aliases.push([field.name, name.name]);
    rest = name.rest.trim();
    if (!rest.startsWith(',')) requireEnd(rest);
  }
  return ({ state }) => {
    for (const [field, name] of aliases) state.rules.alias(field, name);
  };
}

const FORCED_CASES: Readonly<Record<string, ForcedCase | undefined>> = {
  'case upper': 'upper',
  'case lower': 'lower',
  'case mixed': undefined,
  '': undefined,
  capitalization: 'capitalize',
};

function parseForce(rest: string): RunStatement {
  const written = rest.trim().toLowerCase().replace(/\s+/g, ' ');
  if (!Object.hasOwn(FORCED_CASES, written))
    throw ScriptError.of('syntax', 'FORCE takes CASE UPPER, LOWER or MIXED, or CAPITALIZATION');
  return ({ state }) => {
    state.rules.forcedCase = FORCED_CASES[written];
  };
}

/** Parses `field a, b With 'tag', …` and `fields a, b Using mapping`, in which the keyword `field` and the names may be absent. */
function parseTag(text: string, method: 'tag' | 'untag'): RunStatement {
  const written = afterKeyword(text, 'fields') ?? afterKeyword(text, 'field') ?? text;
  const pairs = pairsIn(written, (field, tag, { metadata }) => metadata[method](field, tag));
  if (pairs) return pairs;
  const { names: fields, rest } = takeNames(written);
  const tags = namesOf(clause(rest, 'with'));
  return ({ state }) => {
    // Fields that are not there are ignored, as Qlik's help says.
    for (const field of fields.filter((name) => state.hasField(name)))
      for (const tag of tags) state.metadata[method](field, tag);
  };
}

type Comment = (name: string, comment: string, state: ScriptState) => void;

const commentField: Comment = (name, comment, state) => {
  if (state.hasField(name)) state.metadata.commentField(name, comment);
};

const commentTable: Comment = (name, comment, state) => {
  if (state.findTable(name)) state.metadata.commentTable(name, comment);
};

/** Parses `name, … With 'comment'` and `name, … Using mapping`; names that are not there are ignored, as Qlik's help says. */
function parseComment(text: string, run: Comment): RunStatement {
  const pairs = pairsIn(text, run);
  if (pairs) return pairs;
  const { names, rest } = takeNames(text);
  const comment = nameOf(clause(rest, 'with'));
  return ({ state }) => {
    for (const name of names) run(name, comment, state);
  };
}

/** Parses `Using mapping`, or `a, b* Using mapping` for the names that match; undefined for another clause. */
function pairsIn(
  text: string,
  run: (key: string, value: string, state: ScriptState) => void,
): RunStatement | undefined {
  const all = afterKeyword(text, 'using');
  const { names, rest } = all === undefined ? takeNames(text) : { names: ['*'], rest: '' };
  const using = all ?? afterKeyword(rest, 'using');
  if (using === undefined) return undefined;
  const mapping = nameOf(using);
  return ({ state }) => {
    for (const [key, value] of state.mapping(mapping)) {
      const name = key.slice(1);
      if (names.some((pattern) => isNameMatch(pattern, name))) run(name, textOf(value), state);
    }
  };
}

function clause(rest: string, keyword: string): string {
  const found = afterKeyword(rest, keyword);
  if (found === undefined) throw ScriptError.of('syntax', `"${keyword}" expected`);
  return found;
}
