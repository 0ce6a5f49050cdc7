import type { FastifyRequest } from 'fastify';
import { compareTexts, FilterError, parseFilter, textOf, valuesAt } from './resource-filter.ts';

/** A resource as a list has it, and with all of its properties, as `/full` has it. */
export interface ListedResource {
  readonly condensed: object;
  readonly full: object;
}

/**
 * Returns the resources that the query of a request asks for, by `filter` and `orderby`; a real server takes these names in any case, too.
 * Both may name every property, also where the response has few of them. Source: Qlik's help for developers, Repository Service API,
 * "Filtering".
 * @throws {FilterError} for a query that is not valid
 */
export function queryResources(
  request: Pick<FastifyRequest, 'query'>,
  resources: readonly ListedResource[],
): readonly ListedResource[] {
  const filter = parameter(request, 'filter');
  const order = parameter(request, 'orderby');
  const passes = filter === undefined ? undefined : parseFilter(filter);
  const passing = passes === undefined ? resources : resources.filter(({ full }) => passes(full));
  return order === undefined ? passing : sort(passing, order);
}

function parameter(request: Pick<FastifyRequest, 'query'>, name: string): string | undefined {
  const given = Object.entries(request.query as Record<string, unknown>).filter(
    ([key]) => key.toLowerCase() === name,
  );
  const [value, ...more] = given.flatMap(([, each]) => each);
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string' || more.length > 0) throw new FilterError(`“${name}” may be given once.`);
  return value;
}

/** Sorts by `name` or `name asc, modifiedDate desc`. */
function sort(resources: readonly ListedResource[], order: string): readonly ListedResource[] {
  const criteria = order.split(',').map((part) => {
    const [path, direction = 'asc', ...more] = part.trim().split(/\s+/);
    if (!path || !/^(asc|desc)$/i.test(direction) || more.length > 0) {
      throw new FilterError(
        `“orderby” has to be names of properties, each with “asc” or “desc”: “${order}”.`,
      );
    }
    return { path: path.split('.'), sign: /^desc$/i.test(direction) ? -1 : 1 };
  });
  return [...resources].sort((a, b) => {
    for (const { path, sign } of criteria) {
      // Missing values come first.
      const [left, right] = [a, b].map(({ full }) => valuesAt(full, path)[0]);
      const difference =
        typeof left === 'number' && typeof right === 'number'
          ? left - right
          : compareTexts(textOf(left), textOf(right));
      if (difference !== 0) return difference * sign;
    }
    return 0;
  });
}
