import { TestBed } from '@angular/core/testing';
import { ConnectionLoader, ConnectionRegistry } from 'ngx-qlik';
import { fakeConnection, provideQlikTesting } from 'ngx-qlik/testing';
import { ConfigurationProblemComponent } from './configuration-problem.component';

describe('ConfigurationProblemComponent', () => {
  it('names the file, the connection and the field, and reads the file again on demand', async () => {
    let written: unknown = [{ ...fakeConnection({ id: 'acme' }), host: 'nowhere' }];
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({ connections: [fakeConnection({ id: 'acme' })] }),
        {
          provide: ConnectionLoader,
          useValue: { source: 'connections.json', load: () => Promise.resolve(written) },
        },
      ],
    });
    const registry = TestBed.inject(ConnectionRegistry);
    await registry.load();
    const fixture = TestBed.createComponent(ConfigurationProblemComponent);
    await fixture.whenStable();
    const page = fixture.nativeElement as HTMLElement;
    expect(page.textContent).toContain('connections.json');
    expect(page.textContent).toContain('"acme"');
    expect(page.textContent).toContain('"host"');

    written = [fakeConnection({ id: 'acme' })];
    page.querySelector('button')?.click();
    await fixture.whenStable();
    expect(registry.configuration().status).toBe('loaded');
  });
});
