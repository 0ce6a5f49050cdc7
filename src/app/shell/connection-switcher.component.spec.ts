import { provideHttpClient } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { provideExperimentalZonelessChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { QlikAuthService } from 'ngx-qlik';
import { FakeAuthStrategy, fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { CurrentConnection } from '../connections/current-connection';
import { Announcer } from '../ui/announcer';
import { ConnectionSwitcherComponent } from './connection-switcher.component';

describe('ConnectionSwitcherComponent', () => {
  async function show(strategy: FakeAuthStrategy) {
    TestBed.configureTestingModule({
      providers: [
        provideExperimentalZonelessChangeDetection(),
        provideRouter([]),
        provideHttpClient(),
        provideHttpClientTesting(),
        provideQlikTesting({
          connections: [
            fakeConnection({ id: 'other', label: 'Other' }),
            // Its user is known without a request.
            fakeConnection({
              id: 'acme',
              label: 'Acme',
              auth: { type: 'anonymous', clientId: 'c', accessCode: 'a' },
            }),
          ],
          states: { other: 'signed-out', acme: strategy },
        }),
      ],
    });
    await TestBed.inject(QlikTesting).ready();
    const announcer = TestBed.inject(Announcer);
    const announced: string[] = [];
    const original = announcer.announceStatus.bind(announcer);
    spyOn(announcer, 'announceStatus').and.callFake((message, id) => {
      announced.push(message);
      original(message, id);
    });
    const fixture = TestBed.createComponent(ConnectionSwitcherComponent);
    const stable = async () => {
      for (let turn = 0; turn < 3; turn += 1) {
        await settled();
        await fixture.whenStable();
      }
    };
    await stable();
    const choose = async (id: string) => {
      TestBed.inject(CurrentConnection).choose(id);
      await stable();
    };
    return { announced, choose, stable, auth: TestBed.inject(QlikAuthService) };
  }

  it('does not announce a restore that finds no sign-in', async () => {
    const strategy = new FakeAuthStrategy({ restored: 'signed-out' });
    const release = strategy.pause('restore');
    const { announced, choose, stable } = await show(strategy);
    await choose('acme');
    release();
    await stable();
    await choose('other');
    await choose('acme');
    expect(announced).toEqual([]);
  });

  it('announces a restore that finds a sign-in, and what follows', async () => {
    const strategy = new FakeAuthStrategy();
    const release = strategy.pause('restore');
    const { announced, choose, stable, auth } = await show(strategy);
    await choose('acme');
    release();
    await stable();
    expect(announced).toEqual(['Signed in to Acme as Anonymous user']);
    await auth.signOut('acme');
    await stable();
    expect(announced.slice(1)).toEqual(['Acme: Signed out']);
  });

  it('announces each of several failures, also where nothing is rendered between them', async () => {
    const strategy = new FakeAuthStrategy();
    strategy.failNext('restore');
    strategy.failNext('restore');
    const { announced, choose, stable, auth } = await show(strategy);
    await choose('acme');
    await auth.connectionSession('acme').retry();
    await stable();
    expect(announced).toEqual(['Acme: Sign-in failed', 'Acme: Sign-in failed']);
  });

  it('announces a restore that fails, and a sign-in by the user', async () => {
    const strategy = new FakeAuthStrategy({ restored: 'signed-out' });
    strategy.failNext('restore');
    const release = strategy.pause('restore');
    const { announced, choose, stable, auth } = await show(strategy);
    await choose('acme');
    release();
    await stable();
    expect(announced).toEqual(['Acme: Sign-in failed']);
    const finish = strategy.pause('signIn');
    void auth.signIn('acme');
    await stable();
    finish();
    await stable();
    expect(announced.slice(1)).toEqual(['Acme: Signing in …', 'Signed in to Acme as Anonymous user']);
  });
});
