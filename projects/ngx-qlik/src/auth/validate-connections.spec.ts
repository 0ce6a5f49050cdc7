import { AUTH_RULES } from 'ngx-qlik/connection-rules';
import { QlikError } from '../errors/qlik-error';
import {
  addressOrPathField,
  optionalField,
  ownPathField,
  textField,
} from '../../connection-rules/field-rules';
import { isConnectionId, validateConnections } from './validate-connections';

const GOOD = {
  id: 'acme',
  label: 'Acme',
  platform: 'cloud',
  host: 'https://acme.eu.qlikcloud.com',
  auth: { type: 'oauth2', clientId: 'client-1' },
};
const CONTEXT = {
  source: 'connections.json',
  authRules: new Map([
    ['oauth2', { clientId: textField, redirectUri: optionalField(addressOrPathField) }],
    ['none', {}],
    ['m2m', {}],
  ]),
  hostRules: new Map([['m2m', ownPathField]]),
};

const validate = (written: unknown) => validateConnections(written, CONTEXT);

/** The error that a configuration is refused with. */
function refusalOf(written: unknown): QlikError {
  try {
    validate(written);
  } catch (thrown) {
    if (thrown instanceof QlikError) return thrown;
    throw thrown;
  }
  throw new Error('It was accepted.');
}

describe('validateConnections', () => {
  it('accepts a list, bare or named', () => {
    expect(validate([GOOD]).map(({ id }) => String(id))).toEqual(['acme']);
    expect(validate({ connections: [GOOD] })).toEqual(validate([GOOD]));
    expect(validate([])).toEqual([]);
  });

  for (const [written, expected] of [
    ['https://acme.example/', 'https://acme.example'],
    ['https://acme.example/vp//', 'https://acme.example/vp'],
    ['https://ACME.example:443', 'https://acme.example'],
    ['http://localhost:8181', 'http://localhost:8181'],
    ['http://tenant.localhost:8181', 'http://tenant.localhost:8181'],
    ['http://127.0.0.1:8181/', 'http://127.0.0.1:8181'],
    ['http://[::1]:8181/', 'http://[::1]:8181'],
  ] as const) {
    it(`accepts the host ${written} and keeps ${expected}`, () => {
      expect(validate([{ ...GOOD, host: written }])[0]?.host).toBe(expected);
    });
  }

  describe('for a type that goes through the backend', () => {
    const through = (host: unknown) => ({ ...GOOD, host, auth: { type: 'm2m' } });

    for (const written of ['/qlik/acme', '/qlik/acme/', `${location.origin}/qlik/acme`]) {
      it(`makes an absolute address of ${written}`, () => {
        expect(validate([through(written)])[0]?.host).toBe(`${location.origin}/qlik/acme`);
      });
    }

    for (const host of [
      undefined,
      ' ',
      'http://[',
      'qlik/acme',
      '/',
      '//evil.example/qlik',
      '/\\evil.example',
      'https://acme.eu.qlikcloud.com',
      `${location.protocol}//ada@${location.host}/qlik`,
      `${location.protocol}//:pass@${location.host}/qlik`,
      '/qlik/acme?x=1',
      '/qlik/acme#x',
      'javascript:alert(1)',
    ]) {
      it(`refuses ${JSON.stringify(host)}`, () => {
        expect(refusalOf([through(host)]).message).toContain('field "host"');
      });
    }

    it('refuses a path for every other type', () => {
      expect(refusalOf([{ ...GOOD, host: '/qlik/acme' }]).message).toContain('field "host"');
    });
  });

  for (const [what, host] of [
    ['missing', undefined],
    ['empty', ''],
    ['no text', 17],
    ['without a scheme', 'acme.example'],
    ['http elsewhere than on this machine', 'http://acme.example'],
    ['http on what looks like this machine', 'http://localhost.evil.example'],
    ['http on 127.0.0.1.evil.example', 'http://127.0.0.1.evil.example'],
    ['of another scheme', 'ftp://acme.example'],
    ['a script', 'javascript:alert(1)'],
    ['with a user name', 'https://ada@acme.example'],
    ['with a password', 'https://:pw@acme.example'],
    ['with a query', 'https://acme.example/?a=1'],
    ['with a fragment', 'https://acme.example/#a'],
  ] as const) {
    it(`refuses a host that is ${what}, naming source, connection and field`, () => {
      const { code, message, remedy } = refusalOf([{ ...GOOD, host }]);
      expect(code).toBe('config-invalid');
      expect(message).toContain('connections.json');
      expect(message).toContain('Connection "acme", field "host"');
      expect(message).toContain('expected');
      expect(remedy).toContain('connections.json');
    });
  }

  for (const path of [
    ...[
      '/sense/app/1234',
      '/sense/app/1234/sheet/5/state/analysis',
      '/sense',
      '/SENSE/APP/1',
      '/vp/sense/app/1',
    ],
    ...['/hub', '/hub/my/work', '/vp/hub/', '/qmc', '/single', '/analytics/home'],
  ]) {
    it(`refuses ${path}, the path of a page, in a host`, () => {
      const { message } = refusalOf([{ ...GOOD, host: `https://acme.example${path}` }]);
      expect(message).toContain('Connection "acme", field "host"');
      expect(message).toContain('without the path of a page, such as "https://acme.example"');
    });
  }

  it('refuses every path of a tenant, whose pages have many', () => {
    for (const path of ['/analytics', '/insights/x', '/console/oauth', '/anything']) {
      for (const tenant of ['acme.eu.qlikcloud.com', 'acme.us.qlikcloudgov.com']) {
        expect(refusalOf([{ ...GOOD, host: `https://${tenant}${path}` }]).message).toContain('field "host"');
      }
    }
    expect(validate([{ ...GOOD, host: 'https://acme.eu.qlikcloud.com//' }])[0]?.host).toBe(GOOD.host);
  });

  it('takes a prefix that sounds like a page', () => {
    for (const path of ['/analytics', '/console', '/corp/sense', '/hubs', '/sensei', '/qlikcloud.com']) {
      const host = `https://acme.example${path}`;
      expect(validate([{ ...GOOD, platform: 'client-managed', host }])[0]?.host).toBe(host);
    }
    expect(validate([{ ...GOOD, host: '/qlik/hub', auth: { type: 'm2m' } }])[0]?.host).toContain('/qlik/hub');
  });

  for (const host of [
    'https://ada:hidden@acme.example',
    'https:ada:hidden@acme.example#hidden',
    'https://hidden@acme.example/',
    'https://acme.example/?access_token=hidden',
    'https://acme.example/#hidden',
    `acme.example/${'x'.repeat(5_000)}hidden`,
  ]) {
    it(`does not repeat what may be a credential in ${host.slice(0, 50)}`, () => {
      const { message } = refusalOf([{ ...GOOD, host }]);
      expect(message).toContain('field "host"');
      expect(message).not.toContain('hidden');
    });
  }

  it('survives a value that contains itself', () => {
    const around: Record<string, unknown> = {};
    around['self'] = around;
    expect(refusalOf([{ ...GOOD, runtime: around }]).message).toContain('field "runtime.self"');
  });

  for (const [field, changes] of [
    ['"hots": is not a field that exists here; known fields: id, label', { hots: 'https://a.example' }],
    ['"label": is missing', { label: undefined }],
    ['"label": is ""', { label: '' }],
    ['"platform": is "qlik"; expected one of "cloud", "client-managed"', { platform: 'qlik' }],
    ['"auth": is missing', { auth: undefined }],
    ['"auth": is a list; expected an object', { auth: [] }],
    ['"auth": is "none"', { auth: 'none' }],
    ['"auth.type": is missing', { auth: {} }],
    ['"auth.type": is "ouath2"; expected one of "oauth2", "none"', { auth: { type: 'ouath2' } }],
    ['"auth.type": is 7', { auth: { type: 7 } }],
    ['"auth.type": is an object', { auth: { type: {} } }],
    ['"auth.clientId": is missing; expected a text', { auth: { type: 'oauth2' } }],
    ['"auth.clientld": is not a field', { auth: { type: 'oauth2', clientId: 'c', clientld: 'c' } }],
    [
      '"auth.clientId": is not a field that exists here; known fields: type',
      { auth: { type: 'none', clientId: 'c' } },
    ],
    [
      '"auth.redirectUri": is "javascript:alert(1)"',
      { auth: { type: 'oauth2', clientId: 'c', redirectUri: 'javascript:alert(1)' } },
    ],
    [
      '"auth.redirectUri": is "https://"',
      { auth: { type: 'oauth2', clientId: 'c', redirectUri: 'https://' } },
    ],
    ['"auth.redirectUri": is ""', { auth: { type: 'oauth2', clientId: 'c', redirectUri: '' } }],
    ['"runtime": is "x"', { runtime: 'x' }],
    ['"runtime.url": is "http://cdn.example"', { runtime: { url: 'http://cdn.example' } }],
    ['"runtime.bundled": is false', { runtime: { bundled: false } }],
    ['"runtime": has both', { runtime: { bundled: true, url: 'https://cdn.example' } }],
    ['"runtime.uri": is not a field', { runtime: { uri: 'https://cdn.example' } }],
  ] as const) {
    it(`refuses ${field}`, () => {
      const { code, message } = refusalOf([{ ...GOOD, ...changes }]);
      expect(code).toBe('config-invalid');
      expect(message).toContain(`Connection "acme", field ${field}`);
    });
  }

  for (const [written, meant] of [
    [{ auth: { type: 'oauth2', clientID: 'c' } }, 'clientId'],
    [{ auth: { type: 'oauth2', clientIdd: 'c' } }, 'clientId'],
    [{ auth: { type: 'oauth2', clientId: 'c', redirectUrl: '/' } }, 'redirectUri'],
    [{ hots: 'https://a.example', host: undefined }, 'host'],
    [{ platforms: 'cloud', platform: undefined }, 'platform'],
    [{ runtime: { uri: 'https://cdn.example' } }, 'url'],
  ] as const) {
    it(`names the field that is meant by ${JSON.stringify(written)}`, () => {
      expect(refusalOf([{ ...GOOD, ...written }]).message).toContain(`(did you mean "${meant}"?).`);
    });
  }

  it('takes no other field for the one that is meant: set already, or nothing like it', () => {
    for (const written of [
      { hots: 'x' },
      { x: 'x' },
      { sites: 'x' },
      { auth: { ...GOOD.auth, backend: '/api' } },
    ])
      expect(refusalOf([{ ...GOOD, ...written }]).message).not.toContain('did you mean');
  });

  it('says of a type that the application does not provide what to add', () => {
    const { message, remedy } = refusalOf([
      GOOD,
      { ...GOOD, id: 'jwt', auth: { type: 'jwt', webIntegrationId: 'w' } },
      { ...GOOD, id: 'key', host: '/qlik/key', auth: { type: 'apikey' } },
      { ...GOOD, id: 'header', host: '/qlik/header', auth: { type: 'header' } },
      { ...GOOD, id: 'other', auth: { type: 'jwt', webIntegrationId: 'w' } },
    ]);
    expect(message.split('\n').slice(1, 3)).toEqual([
      'Connection "jwt", field "auth.type": is "jwt", which this application does not provide: provideQlik(…) has no withJwt(). Without it, expected one of "oauth2", "none", "m2m".',
      'Connection "key", field "auth.type": is "apikey", which this application does not provide: provideQlik(…) has no withApiKey(). Without it, expected one of "oauth2", "none", "m2m".',
    ]);
    expect(message).not.toContain('"host"');
    expect(remedy).toBe('Add withJwt(), withApiKey(), withHeader() to provideQlik(…) in app.config.ts.');
  });

  it('says what to add to an application that provides no type', () => {
    expect(() => validateConnections([GOOD], { source: 'x.json', authRules: new Map() })).toThrowError(
      /has no withOAuth2\(\)\.$/,
    );
  });

  it('says what to add, and what else to correct', () => {
    const auth = { type: 'jwt', webIntegrationId: 'w' };
    expect(refusalOf([{ ...GOOD, label: '', auth }]).remedy).toBe(
      'Add withJwt() to provideQlik(…) in app.config.ts. Correct the other fields in connections.json and reload the page.',
    );
  });

  it('lists all types for one that it does not know, with those that the application provides first', () => {
    const { message, remedy } = refusalOf([{ ...GOOD, auth: { type: 'anonymous-user' } }]);
    expect(message).toContain(
      'is "anonymous-user"; expected one of "oauth2", "none", "m2m", which this application provides; ngx-qlik also has "oauth2-impersonation", ',
    );
    expect(message).toContain('"anonymous", ');
    expect(remedy).toBe('Correct these fields in connections.json and reload the page.');
  });

  it('lists the types of an application that provides all', () => {
    const authRules = new Map(Object.keys(AUTH_RULES).map((type) => [type, {}] as const));
    expect(() =>
      validateConnections([{ ...GOOD, auth: { type: 'anonymous-user' } }], { source: 'x.json', authRules }),
    ).toThrowError(/, which this application provides\.$/);
  });

  it('names fields that objects have from birth as unknown too', () => {
    const written: unknown = JSON.parse(
      '[{"id":"acme","label":"A","platform":"cloud","host":"https://a.example","auth":{"type":"none"},"toString":1}]',
    );
    expect(refusalOf(written).message).toContain('field "toString"');
  });

  for (const id of ['', 'a b', 'ä', '-a', 'a/b', 'a'.repeat(65), 5, undefined]) {
    it(`refuses the id ${JSON.stringify(id)} and says where it is`, () => {
      expect(refusalOf([GOOD, { ...GOOD, id }]).message).toMatch(/Connection (2|"[^"]+"), field "id"/);
    });
  }

  it('accepts the redirect address of a path', () => {
    const auth = { type: 'oauth2', clientId: 'c', redirectUri: 'callback.html' };
    expect(validate([{ ...GOOD, auth }])[0]?.auth).toEqual(auth as never);
  });

  it('accepts the bundled runtime', () => {
    expect(validate([{ ...GOOD, runtime: { bundled: true } }])[0]?.runtime?.bundled).toBeTrue();
  });

  for (const url of ['https://cdn.example/', 'https://CDN.example', 'https://cdn.example//']) {
    it(`takes the runtime's address ${url} for the same as one without a slash at its end`, () => {
      expect(validate([{ ...GOOD, runtime: { url } }])[0]?.runtime?.url).toBe('https://cdn.example');
    });
  }

  it('accepts a runtime from elsewhere', () => {
    expect(validate([{ ...GOOD, runtime: { url: 'https://cdn.example' } }])[0]?.runtime?.url).toBe(
      'https://cdn.example',
    );
  });

  it('refuses ids that are used twice, once each', () => {
    const { message } = refusalOf([GOOD, GOOD, GOOD]);
    expect(message.match(/is used twice/g)?.length).toBe(1);
  });

  it('says everything that is wrong at once', () => {
    const { message } = refusalOf([{ ...GOOD, host: 'x' }, 'nonsense', { ...GOOD, id: 'other', label: 5 }]);
    expect(message).toContain('Connection "acme", field "host"');
    expect(message).toContain('Connection 2: expected an object');
    expect(message).toContain('Connection "other", field "label"');
  });

  for (const written of [undefined, null, 17, 'text', {}, { connections: {} }]) {
    it(`refuses ${JSON.stringify(written)} as a whole`, () => {
      expect(refusalOf(written).message).toContain('must be a list of connections');
    });
  }

  const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl';
  for (const [place, changes] of [
    ['auth.clientSecret', { auth: { ...GOOD.auth, clientSecret: 'hidden' } }],
    ['auth.client_secret', { auth: { ...GOOD.auth, client_secret: 'hidden' } }],
    ['auth.apiKey', { auth: { ...GOOD.auth, apiKey: 'hidden' } }],
    ['auth.privateKey', { auth: { ...GOOD.auth, privateKey: 'hidden' } }],
    ['auth.access_token', { auth: { ...GOOD.auth, access_token: 'hidden' } }],
    ['auth.headers.Authorization', { auth: { ...GOOD.auth, headers: { Authorization: 'hidden' } } }],
    ['label', { label: '-----BEGIN RSA PRIVATE KEY-----\nhidden' }],
    ['auth.clientId', { auth: { type: 'oauth2', clientId: jwt } }],
    ['auth.scope', { auth: { ...GOOD.auth, scope: 'Bearer hidden' } }],
  ] as const) {
    it(`finds a secret in ${place}, and does not repeat it`, () => {
      const error = refusalOf([
        { ...GOOD, id: 'first' },
        { ...GOOD, ...changes },
      ]);
      expect(error.code).toBe('config-secret');
      expect(error.message).toContain(`Connection "acme", field "${place}"`);
      expect(error.message + error.remedy).not.toMatch(/hidden|eyJ/);
      expect(error.remedy).toContain('renew');
    });
  }

  // What the backend's secrets file has a place for, and other common names.
  for (const name of [
    ...['clientSecret', 'apiKey', 'privateKey', 'key', 'certificate', 'ca', 'pfx', 'passphrase', 'password'],
    ...['token', 'accessToken', 'refreshToken', 'secret', 'certificateKey', 'authorization', 'jwt', 'ticket'],
  ]) {
    it(`has no place for ${name} in any part of a connection`, () => {
      for (const changes of [{ [name]: 'hidden' }, { auth: { ...GOOD.auth, [name]: 'hidden' } }]) {
        const { message } = refusalOf([{ ...GOOD, ...changes }]);
        expect(message).toContain(name);
        expect(message).not.toContain('hidden');
      }
    });
  }

  it('names a field whose value has no JSON, and a connection without an id', () => {
    expect(refusalOf([{ ...GOOD, id: undefined, label: () => 'x' }]).message).toContain(
      'Connection 1, field "label": is function',
    );
    expect(refusalOf([{ ...GOOD, auth: { type: null } }]).message).toContain('"auth.type": is null');
  });

  it('counts a connection that has a secret and no id', () => {
    expect(refusalOf([GOOD, { password: 'x' }]).message).toContain('Connection 2, field "password"');
    expect(refusalOf([jwt]).message).toContain('Connection 1');
  });

  it('takes an empty or missing value under a secret’s name for an unknown field only', () => {
    for (const password of ['', null]) {
      expect(refusalOf([{ ...GOOD, password }]).code).toBe('config-invalid');
    }
  });
});

describe('isConnectionId', () => {
  it('knows the ids of connections and no others', () => {
    const connections = validate([GOOD]);
    expect(isConnectionId('acme', connections)).toBeTrue();
    expect(isConnectionId('other', connections)).toBeFalse();
  });
});
