import type { FastifyReply, FastifyRequest } from 'fastify';
import { compareTexts, FilterError, parseFilter, textOf, valuesAt } from './resource-filter.ts';

/**
 * Answers a list of resources as the query of a request asks: `filter` and `orderby`, whose names are without case on a real server, too.
 * Source: Qlik's help for developers, Repository Service API, "Filtering".
 * @returns the resources, or a reply with 400 and the reason
 */
export function listResources<T extends object>(
  request: FastifyRequest,
  reply: FastifyReply,
  resources: readonly T[],
): readonly T[] | FastifyReply {
  try {
    return query(request, resources);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return reply.code(400).type('text/plain').send(error.message);
  }
}

/** Answers `/count`: how many resources pass the filter. */
export function countResources(
  request: FastifyRequest,
  reply: FastifyReply,
  resources: readonly object[],
): { readonly value: number } | FastifyReply {
  const list = listResources(request, reply, resources);
  return Array.isArray(list) ? { value: list.length } : (list as FastifyReply);
}

function query<T extends object>(request: FastifyRequest, resources: readonly T[]): readonly T[] {
  const filter = parameter(request, 'filter');
  const order = parameter(request, 'orderby');
  const passing = filter === undefined ? resources : resources.filter(parseFilter(filter));
  return order === undefined ? passing : sort(passing, order);
}

function parameter(request: FastifyRequest, name: string): string | undefined {
  const given = Object.entries(request.query as Record<string, unknown>).filter(
    ([key]) => key.toLowerCase() === name,
  );
  const [value, ...more] = given.flatMap(([, each]) => each);
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string' || more.length > 0) throw new FilterError(`“${name}” may be given once.`);
  return value;
}

/** Sorts by `name` or `name asc, modifiedDate desc`. */
function sort<T extends object>(resources: readonly T[], order: string): readonly T[] {
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
      const [left, right] = [a, b].map((each) => textOf(valuesAt(each, path)[0]));
      const difference = compareTexts(left ?? '', right ?? '');
      if (difference !== 0) return difference * sign;
    }
    return 0;
  });
}
