import { fakeConnection } from 'ngx-qlik/testing';
import { AUTH_DEMOS } from './demos';
import { OAUTH2_DEMO } from './oauth2.demo';
import { showConfiguration } from './show-configuration';

describe('the configuration that a demo shows', () => {
  for (const interaction of [undefined, 'redirect', 'popup'] as const)
    for (const tokenStorage of [undefined, 'memory', 'session', 'local'] as const)
      for (const scope of [undefined, 'user_default', 'user_default offline_access'])
        it(`has what is used: ${interaction}, ${tokenStorage}, ${scope}`, () => {
          const settings = {
            ...(interaction && { interaction }),
            ...(tokenStorage && { tokenStorage }),
            ...(scope && { scope }),
          };
          const used = fakeConnection({
            id: 'acme',
            host: 'https://acme.example',
            auth: { type: 'oauth2', clientId: 'acme-client', ...settings },
          });
          const shown = showConfiguration(OAUTH2_DEMO.configuration, used);
          expect(shown.auth).toEqual({
            type: 'oauth2',
            clientId: 'the client ID',
            scope: scope ?? 'user_default',
            interaction: interaction ?? 'redirect',
            tokenStorage: tokenStorage ?? 'memory',
          });
          expect([shown.id, shown.host]).toEqual(['my-tenant', 'https://your-tenant.eu.qlikcloud.com']);
        });

  it('is the demo’s own where no connection is of its type', () => {
    for (const { configuration } of AUTH_DEMOS)
      expect(showConfiguration(configuration, undefined)).toBe(configuration);
  });
});
