/** JSON schema of the results of QIX methods. */
export const QIX_SCHEMA_FILE = new URL('qix.schema.json', import.meta.url);

/** JSON schemas of the answers of REST endpoints, by module of `@qlik/api`. */
export const REST_SCHEMA_FILE = new URL('rest.schema.json', import.meta.url);
