/** The id of the connection in public/connections.json. */
export const CONNECTION = 'tenant';
