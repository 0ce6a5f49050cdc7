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

  it('lets @qlik/api load beside it', async () => {
    const uninstall = fakeQlikMain().install();
    await expectAsync(import('@qlik/api/automations')).toBeResolved();
    expect(window.QlikMain as unknown).toEqual(
      jasmine.objectContaining({ INTERNAL__DO_NOT_USE: jasmine.anything() }),
    );
    uninstall();
  });

  it('refuses a host config that is registered twice, as a mistake of the library would be', async () => {
    const { registerHostConfig } = (await fakeQlikMain().import('auth@v1')) as {
      registerHostConfig: (name: string, config: object) => void;
    };
    registerHostConfig('a', {});
    expect(() => registerHostConfig('a', {})).toThrowError(/registered already/);
  });
});
