import { fakeQlikMain } from './fake-qlik-main';

describe('fakeQlikMain', () => {
  it('gives way to what was there before', () => {
    const first = fakeQlikMain();
    const second = fakeQlikMain();
    const uninstallFirst = first.install();
    const uninstallSecond = second.install();
    expect(window.QlikMain as unknown).toBe(second);
    uninstallSecond();
    expect(window.QlikMain as unknown).toBe(first);
    uninstallFirst();
    expect(window.QlikMain).toBeUndefined();
  });

  it('refuses a host config that is registered twice, as a mistake of the library would be', async () => {
    const { registerHostConfig } = (await fakeQlikMain().import('auth@v1')) as {
      registerHostConfig: (name: string, config: object) => void;
    };
    registerHostConfig('a', {});
    expect(() => registerHostConfig('a', {})).toThrowError(/registered already/);
  });
});
