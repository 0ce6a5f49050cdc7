/** The servers. `peer-site.ts` writes their addresses into a copy of this file. */
export const environment = {
  tenant: '__TENANT__',
  /** Several on one page, separated by commas. */
  tenants: '__TENANTS__',
  server: '__SERVER__',
  clientId: '__CLIENT_ID__',
  appId: '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1001',
};
