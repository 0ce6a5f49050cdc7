import fc from 'fast-check';

/** Selected values by field; a field without an entry has no selection. */
export type Selected = Readonly<Partial<Record<'A' | 'B', readonly (string | number)[]>>>;

/** The groups of an aggregation: their table alias in SQL, and the fields that they are grouped by. */
interface GroupReference {
  readonly alias: string;
  readonly dimensions: readonly string[];
}

/** An expression over records in Qlik's language and in SQL, over the row of an alias. */
interface RowExpression {
  readonly qlik: string;
  readonly sql: (row: string) => string;
}

/** A set in Qlik's language, and the SQL condition for a row of the set. */
interface SetCondition {
  readonly qlik: string;
  readonly sql: (row: string, selected: Selected) => string;
}

/** An expression over groups in both languages. */
export interface GroupExpression {
  readonly qlik: string;
  /** The set of an aggregation, which adds rows to an `Aggr` around it. */
  readonly set?: SetCondition | undefined;
  readonly sql: (group: GroupReference, selected: Selected) => string;
}

export const TEXTS = ['a', 'b', 'c', 'd'] as const;
export const NUMBERS = [0, 1, 2, 3] as const;

const quoted = (value: string | number): string => (typeof value === 'string' ? `'${value}'` : String(value));
const listed = (values: readonly (string | number)[]): string => values.map(quoted).join(', ');

const condition: fc.Arbitrary<RowExpression> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('X', 'Y', 'B'),
      fc.constantFrom('=', '<>', '<', '>='),
      fc.integer({ min: -3, max: 9 }),
    )
    .map(([field, operator, value]): RowExpression => ({
      qlik: `${field} ${operator} ${value}`,
      sql: (row) => `COALESCE(${row}.${field} ${operator} ${value}, 0)`,
    })),
  fc.constantFrom(...TEXTS).map((value): RowExpression => ({
    qlik: `Match(A, '${value}')`,
    sql: (row) => `COALESCE(${row}.A = '${value}', 0)`,
  })),
  fc.constantFrom('X', 'A').map((field): RowExpression => ({
    qlik: `not IsNull(${field})`,
    sql: (row) => `(${row}.${field} IS NOT NULL)`,
  })),
);

const rowExpression: fc.Arbitrary<RowExpression> = fc
  .letrec<{ row: RowExpression }>((tie) => ({
    row: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc
        .constantFrom('X', 'Y', 'B')
        .map((field): RowExpression => ({ qlik: field, sql: (row) => `${row}.${field}` })),
      fc
        .integer({ min: 0, max: 5 })
        .map((value): RowExpression => ({ qlik: String(value), sql: () => String(value) })),
      fc
        .tuple(tie('row'), fc.constantFrom('+', '-', '*'), tie('row'))
        .map(([left, operator, right]): RowExpression => ({
          qlik: `(${left.qlik} ${operator} ${right.qlik})`,
          sql: (row) => `(${left.sql(row)} ${operator} ${right.sql(row)})`,
        })),
      fc.tuple(condition, tie('row'), tie('row')).map(([test, yes, no]): RowExpression => ({
        qlik: `If(${test.qlik}, ${yes.qlik}, ${no.qlik})`,
        sql: (row) => `(CASE WHEN ${test.sql(row)} THEN ${yes.sql(row)} ELSE ${no.sql(row)} END)`,
      })),
      fc.tuple(tie('row'), tie('row')).map(([first, second]): RowExpression => ({
        qlik: `Coalesce(${first.qlik}, ${second.qlik})`,
        sql: (row) => `COALESCE(${first.sql(row)}, ${second.sql(row)})`,
      })),
      fc.tuple(tie('row'), tie('row')).map(([first, second]): RowExpression => ({
        qlik: `RangeSum(${first.qlik}, ${second.qlik})`,
        sql: (row) => `(COALESCE(${first.sql(row)}, 0) + COALESCE(${second.sql(row)}, 0))`,
      })),
    ),
  }))
  .row.filter(({ qlik }) => /[XYB]/.test(qlik));

/** A set modifier of a field with its SQL condition; `own` is the selection in the field. */
type Modifier = {
  readonly field: 'A' | 'B';
  readonly qlik: string;
  readonly sql: (row: string, own: readonly (string | number)[] | undefined) => string;
};

function listModifier(field: 'A' | 'B', operator: string, values: readonly (string | number)[]): Modifier {
  return {
    field,
    qlik: `${field}${operator}={${values.map(quoted).join(',')}}`,
    sql: (row, own) => {
      const name = `${row}.${field}`;
      switch (operator) {
        case '+':
          return `${name} IN (${listed([...(own ?? []), ...values])})`;
        case '-': {
          const rest = `${name} NOT IN (${listed(values)})`;
          return own ? `${name} IN (${listed(own)}) AND ${rest}` : `${name} IS NOT NULL AND ${rest}`;
        }
        case '*':
          return own
            ? `${name} IN (${listed(own)}) AND ${name} IN (${listed(values)})`
            : `${name} IN (${listed(values)})`;
        default:
          return `${name} IN (${listed(values)})`;
      }
    },
  };
}

const operators = fc.constantFrom('', '+', '-', '*');

const modifier: fc.Arbitrary<Modifier> = fc.oneof(
  fc
    .tuple(operators, fc.subarray([...TEXTS], { minLength: 1 }))
    .map(([operator, values]) => listModifier('A', operator, values)),
  fc
    .tuple(operators, fc.subarray([...NUMBERS], { minLength: 1 }))
    .map(([operator, values]) => listModifier('B', operator, values)),
  fc.tuple(fc.nat(3), fc.nat(4)).map(([low, high]): Modifier => ({
    field: 'B',
    qlik: `B={">=${low}<${high}"}`,
    sql: (row) => `(${row}.B >= ${low} AND ${row}.B < ${high})`,
  })),
  fc
    .constantFrom('A' as const, 'B' as const)
    .map((field): Modifier => ({ field, qlik: `${field}=`, sql: () => '1' })),
  fc
    .tuple(fc.boolean(), fc.subarray([...NUMBERS], { minLength: 1 }))
    .map(([isPossible, values]): Modifier => ({
      field: 'A',
      qlik: `A=${isPossible ? 'P' : 'E'}({1<B={${values.join(',')}}>} A)`,
      sql: (row) =>
        `(${row}.A IS NOT NULL AND ${row}.A ${isPossible ? '' : 'NOT'} IN (SELECT A FROM T WHERE A IS NOT NULL AND B IN (${listed(values)})))`,
    })),
  fc.integer({ min: -5, max: 20 }).map((bound): Modifier => ({
    field: 'A',
    qlik: `A={"=Sum({1} X) > ${bound}"}`,
    sql: (row) =>
      `${row}.A IN (SELECT A FROM T WHERE A IS NOT NULL GROUP BY A HAVING COALESCE(SUM(X), 0) > ${bound})`,
  })),
);

const FIELDS = ['A', 'B'] as const;

/** Returns the SQL condition of the current selections. */
function selectionCondition(row: string, selected: Selected): string {
  const parts = FIELDS.flatMap((field) => {
    const values = selected[field];
    return values ? [`${row}.${field} IN (${listed(values)})`] : [];
  });
  return parts.length > 0 ? parts.join(' AND ') : '1';
}

const simpleSet: fc.Arbitrary<SetCondition> = fc
  .tuple(
    fc.constantFrom('$', '1', ''),
    fc.uniqueArray(modifier, { maxLength: 2, selector: ({ field }) => field }),
  )
  .filter(([name, modifiers]) => name !== '' || modifiers.length > 0)
  .map(([name, modifiers]) => ({
    qlik: `${name}${modifiers.length > 0 ? `<${modifiers.map((part) => part.qlik).join(', ')}>` : ''}`,
    sql: (row, given) => {
      const selected: Selected = name === '1' ? {} : given;
      const conditions = FIELDS.map((field) => {
        const own = selected[field];
        const changed = modifiers.find((part) => part.field === field);
        if (changed) return changed.sql(row, own);
        return own ? `${row}.${field} IN (${listed(own)})` : '1';
      });
      return `COALESCE((${conditions.join(') AND (')}), 0)`;
    },
  }));

const anySet: fc.Arbitrary<SetCondition> = fc.oneof(
  { weight: 3, arbitrary: simpleSet },
  {
    weight: 1,
    arbitrary: fc
      .tuple(simpleSet, fc.constantFrom('+', '-', '*'), simpleSet)
      .map(([left, operator, right]): SetCondition => ({
        qlik: `${left.qlik} ${operator} ${right.qlik}`,
        sql: (row, selected) => {
          const [first, second] = [left.sql(row, selected), right.sql(row, selected)];
          return {
            '+': `(${first} OR ${second})`,
            '-': `(${first} AND NOT ${second})`,
            '*': `(${first} AND ${second})`,
          }[operator];
        },
      })),
  },
);

const FUNCTIONS = {
  Sum: 'COALESCE(SUM(?), 0)',
  Avg: 'AVG(?)',
  Min: 'MIN(?)',
  Max: 'MAX(?)',
  Count: 'COUNT(?)',
  'Count(distinct': 'COUNT(DISTINCT ?)',
  'Sum(distinct': 'COALESCE(SUM(DISTINCT ?), 0)',
} as const;

type FunctionName = keyof typeof FUNCTIONS;

const functionName = fc.constantFrom(...(Object.keys(FUNCTIONS) as FunctionName[]));

function opened(name: FunctionName, qualifiers: string): string {
  return name.includes('(') ? `${name} ${qualifiers}` : `${name}(${qualifiers}`;
}

const sqlOf = (name: FunctionName, argument: string): string =>
  `1.0 * ${FUNCTIONS[name].replace('?', argument)}`;

/** The fields of a `total` qualifier; undefined without `total`. */
const total = fc.option(fc.subarray([...FIELDS]), { nil: undefined });

let aliases = 0;
const newAlias = (): string => `t${(aliases += 1)}`;

function sameGroup(row: string, { alias, dimensions }: GroupReference, kept: readonly string[]): string {
  const conditions = dimensions
    .filter((name) => kept.includes(name))
    .map((name) => `${row}.${name} IS ${alias}.${name}`);
  return conditions.length > 0 ? conditions.join(' AND ') : '1';
}

const aggregation: fc.Arbitrary<GroupExpression> = fc
  .tuple(functionName, fc.option(anySet, { nil: undefined }), total, rowExpression)
  .map(([name, set, kept, argument]) => {
    const qualifiers = [
      set ? `{${set.qlik}}` : '',
      kept ? `total${kept.length > 0 ? `<${kept.join(',')}>` : ''}` : '',
    ];
    return {
      set,
      qlik: `${opened(name, qualifiers.filter(Boolean).join(' '))} ${argument.qlik})`,
      sql: (group, selected) => {
        const row = newAlias();
        const isIn = set ? set.sql(row, selected) : selectionCondition(row, selected);
        return `(SELECT ${sqlOf(name, argument.sql(row))} FROM T ${row} WHERE ${isIn} AND ${sameGroup(row, group, kept ?? FIELDS)})`;
      },
    };
  });

/** An aggregation over `Aggr` by both fields, so that each of its values is in one group of any chart. */
const overAggr: fc.Arbitrary<GroupExpression> = fc
  .tuple(
    functionName,
    aggregation,
    fc.constantFrom(['A', 'B'], ['B', 'A']),
    fc.option(simpleSet, { nil: undefined }),
  )
  .map(([name, inner, dimensions, set]) => ({
    qlik: `${opened(name, set ? `{${set.qlik}}` : '')} Aggr(${inner.qlik}, ${dimensions.join(', ')}))`,
    sql: (group, selected) => {
      const [row, other, inside] = [newAlias(), newAlias(), newAlias()];
      const isIn = set ? set.sql(row, selected) : selectionCondition(row, selected);
      const isInAggr = `(${selectionCondition(other, selected)} OR ${inner.set?.sql(other, selected) ?? '0'})`;
      const cells =
        `SELECT DISTINCT ${row}.A, ${row}.B FROM T ${row} ` +
        `WHERE EXISTS (SELECT 1 FROM T ${other} WHERE ${other}.A = ${row}.A AND ${other}.B = ${row}.B AND ${isInAggr}) ` +
        `AND ${isIn} AND ${row}.A IS NOT NULL AND ${row}.B IS NOT NULL AND ${sameGroup(row, group, FIELDS)}`;
      const value = inner.sql({ alias: inside, dimensions: ['A', 'B'] }, selected);
      return `(SELECT ${sqlOf(name, 'value')} FROM (SELECT ${value} AS value FROM (${cells}) ${inside}))`;
    },
  }));

/** Generates expressions over groups of records of a table `T` with the fields A, B, X and Y. */
export const groupExpression: fc.Arbitrary<GroupExpression> = fc.letrec<{ group: GroupExpression }>(
  (tie) => ({
    group: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 4, arbitrary: aggregation },
      { weight: 2, arbitrary: overAggr },
      {
        weight: 2,
        arbitrary: fc
          .tuple(tie('group'), fc.constantFrom('+', '-', '*', '/'), tie('group'))
          .map(([left, operator, right]): GroupExpression => ({
            qlik: `(${left.qlik} ${operator} ${right.qlik})`,
            sql: (group, selected) =>
              `(${left.sql(group, selected)} ${operator} ${right.sql(group, selected)})`,
          })),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(tie('group'), tie('group'), tie('group'))
          .map(([left, right, otherwise]): GroupExpression => ({
            qlik: `If(${left.qlik} > ${right.qlik}, ${left.qlik}, ${otherwise.qlik})`,
            sql: (group, selected) =>
              `(CASE WHEN ${left.sql(group, selected)} > ${right.sql(group, selected)} THEN ${left.sql(group, selected)} ` +
              `ELSE ${otherwise.sql(group, selected)} END)`,
          })),
      },
    ),
  }),
).group;
