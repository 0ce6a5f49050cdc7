/** The id of the connection in public/connections.json. */
export const CONNECTION = 'tenant';

/** In the address of the app in Qlik: …/sense/app/<id>. */
export const APP = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1002';
