import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { qlikInterceptor } from 'ngx-qlik';
import { provideConnectionScope } from 'ngx-qlik/scope';
import { fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { PanelListComponent } from './panel-list.component';
import { PANEL_PORT } from './panel-port';

describe('PanelListComponent', () => {
  it('shows progress while the lists are loaded, and while they are refreshed', async () => {
    const port = { appId: signal(undefined), refreshes: signal(0) };
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([qlikInterceptor])),
        provideHttpClientTesting(),
        provideQlikTesting({ connections: [fakeConnection({ id: 'acme' })] }),
        { provide: PANEL_PORT, useValue: port },
      ],
    });
    TestBed.overrideComponent(PanelListComponent, { set: { providers: [provideConnectionScope('acme')] } });
    await TestBed.inject(QlikTesting).ready();
    const fixture = TestBed.createComponent(PanelListComponent);
    const element = fixture.nativeElement as HTMLElement;
    const render = async () => {
      await settled();
      fixture.detectChanges();
      await settled();
    };
    const hasProgress = () => element.querySelector('mat-progress-bar') !== null;
    const answer = async () => {
      const calls = TestBed.inject(HttpTestingController).match(() => true);
      expect(calls.length).toBe(2);
      for (const call of calls) call.flush({ data: [] });
      await render();
    };
    await render();
    expect(hasProgress()).withContext('for the first time').toBeTrue();
    await answer();
    expect(hasProgress()).toBeFalse();
    port.refreshes.set(1);
    await render();
    expect(hasProgress()).withContext('again').toBeTrue();
    expect(element.textContent).withContext('the former list stays').toContain('Apps: 0');
    await answer();
    expect(hasProgress()).toBeFalse();
  });
});
