// @ts-check

/**
 * Words that are refused in names of code, files and folders, with what to say instead. One list; the rule below reads it.
 * A name is the field's term, so that a reader finds it by searching: no metaphors, no people, no pronouns.
 * Keys are lower case, one word of a camelCase or kebab-case name each.
 *
 * @type {Readonly<Record<string, string>>}
 */
const REFUSED_WORDS = {
  ...instead('a fixture, a stack of servers', ['house', 'houses', 'room', 'rooms', 'stage', 'stages']),
  ...instead('a registry or a store', ['desk', 'office', 'shelf', 'shelves', 'shelved', 'keeper']),
  ...instead('user, client or browser', [
    ...['visitor', 'visitors', 'stranger', 'strangers', 'people', 'guest', 'guests', 'crowd', 'witness'],
    ...['somebody', 'someone', 'nobody', 'everybody', 'everyone', 'anybody', 'anyone', 'whoever', 'robot'],
    ...['gatekeeper', 'follower', 'followers', 'neighbour', 'newcomer', 'hers', 'theirs', 'mine', 'ours'],
  ]),
  ...instead('session probe, isValid', ['acquaintance', 'acquaintances']),
  ...instead('expiry, isExpired', ['lapse', 'lapses', 'lapsed']),
  ...instead('redirect', ['departure', 'departures', 'depart']),
  ...instead('key', ['footing']),
  ...instead('example, failure', ['mishap', 'mishaps', 'fate', 'errand']),
  ...instead('probe, message', ['talk', 'talks']),
  ...instead('report, message', ['tell', 'tells', 'told', 'untold', 'said', 'say', 'says']),
  ...instead('check', ['judge', 'judges', 'judged', 'judgement', 'judgements', 'judgment']),
  ...instead('check, run', [
    'examine',
    'examined',
    'examiner',
    'examination',
    'examinations',
    'verdict',
    'verdicts',
  ]),
  ...instead('testing, test or fake', ['trial', 'trials']),
  ...instead('spec', ['journey', 'journeys']),
  ...instead('retry', ['patience', 'patient', 'patiently']),
  ...instead('unexpected response', ['unusable']),
  ...instead('compressed copy', ['twin', 'twins']),
  ...instead('repair, fix', ['mend', 'mends', 'mended']),
};

/**
 * Words that are too wide to be a whole name, with what to say instead. In a longer name they are fine.
 *
 * @type {Readonly<Record<string, string>>}
 */
const REFUSED_NAMES = {
  session: 'which session: connectionSession, appSession, proxySession, hostSession',
};

/** Members of another program's interface have the names that it gives them. */
const MEMBER_OF_INTERFACE = 'TSPropertySignature';

/**
 * @param {string} term
 * @param {readonly string[]} refused
 * @returns {Record<string, string>}
 */
function instead(term, refused) {
  return Object.fromEntries(refused.map((word) => [word, term]));
}

/**
 * The words of a name: `TheTrialHouse2`, `the-trial-house.ts` and `THE_TRIAL_HOUSE` have `the`, `trial` and `house`.
 *
 * @param {string} name
 */
export function wordsOf(name) {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** A name that is declared here, not one that is required by another's interface. */
const DECLARED = [
  'VariableDeclarator > .id',
  'ArrayPattern > .elements',
  'AssignmentPattern > .left',
  'RestElement > .argument',
  ':function > .params',
  'FunctionDeclaration > .id',
  'ClassDeclaration > .id',
  'MethodDefinition > .key',
  'PropertyDefinition > .key',
  'TSAbstractMethodDefinition > .key',
  'TSAbstractPropertyDefinition > .key',
  'TSPropertySignature > .key',
  'TSMethodSignature > .key',
  'TSParameterProperty > .parameter',
  'TSInterfaceDeclaration > .id',
  'TSTypeAliasDeclaration > .id',
  'TSTypeParameter > .name',
  'ImportSpecifier[local] > .local',
  'ObjectPattern > Property > .value',
];

const LIST = 'tools/lint/field-terms.mjs';

/** @type {import('eslint').Rule.RuleModule} */
const refusedWords = {
  meta: {
    type: 'suggestion',
    docs: { description: 'Names are the terms of the field.' },
    schema: [{ type: 'object', properties: { root: { type: 'string' } }, additionalProperties: false }],
    messages: { refused: '"{{word}}" in the name "{{name}}": say {{instead}}. See {{file}}.' },
  },
  create(context) {
    /** @type {(node: import('eslint').Rule.Node | import('eslint').AST.Program, name: string) => void} */
    const report = (node, name) => {
      for (const word of wordsOf(name)) {
        if (!Object.hasOwn(REFUSED_WORDS, word)) continue;
        const data = { word, name, instead: REFUSED_WORDS[word] ?? '', file: LIST };
        context.report({ node, messageId: 'refused', data });
      }
    };
    /** @param {import('eslint').Rule.Node} node */
    const check = (node) => {
      if (node.type !== 'Identifier' && node.type !== 'PrivateIdentifier') return;
      const { name } = node;
      report(node, name);
      if (!Object.hasOwn(REFUSED_NAMES, name) || String(node.parent.type) === MEMBER_OF_INTERFACE) return;
      const data = { word: name, name, instead: REFUSED_NAMES[name] ?? '', file: LIST };
      context.report({ node, messageId: 'refused', data });
    };
    return {
      Program(node) {
        const root = context.options[0]?.root ?? context.cwd;
        if (context.filename.startsWith(root)) report(node, context.filename.slice(root.length));
      },
      [DECLARED.join(', ')]: check,
    };
  },
};

/**
 * ESLint's configuration of the rule, for an `eslint.config.js`.
 *
 * @type {import('eslint').Linter.Config[]}
 */
export const fieldTerms = [
  {
    files: ['**/*.{ts,mts,mjs,js,cjs}'],
    plugins: { project: { rules: { 'field-terms': refusedWords } } },
    rules: { 'project/field-terms': 'error' },
  },
];
