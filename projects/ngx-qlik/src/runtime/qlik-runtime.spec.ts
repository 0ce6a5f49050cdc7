import { TestBed } from '@angular/core/testing';
import { PageRuntime } from './page-runtime';
import { QlikRuntime } from './qlik-runtime';

describe('QlikRuntime', () => {
  it('hands every question to the page’s runtime, which it loads', async () => {
    const page = jasmine.createSpyObj<PageRuntime>(['module', 'hostConfig', 'freshHostConfig']);
    TestBed.configureTestingModule({ providers: [{ provide: PageRuntime, useValue: page }] });
    const runtime = TestBed.inject(QlikRuntime);
    await runtime.module('a', 'qix@v1');
    await runtime.hostConfig('a', { isOffline: true });
    await runtime.freshHostConfig('a', undefined);
    expect(page.module).toHaveBeenCalledOnceWith('a', 'qix@v1');
    expect(page.hostConfig).toHaveBeenCalledOnceWith('a', { isOffline: true });
    expect(page.freshHostConfig).toHaveBeenCalledOnceWith('a', undefined);
  });
});
