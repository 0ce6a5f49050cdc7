import { ChangeDetectionStrategy, Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router, withComponentInputBinding, withRouterConfig } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { QlikAuthService } from 'ngx-qlik';
import { fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { ConnectionAreaComponent } from './connection-area.component';

let pagesCreated = 0;

@Component({
  selector: 'app-some-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: 'data of the user',
})
class SomePageComponent {
  constructor() {
    pagesCreated++;
  }
}

@Component({
  selector: 'app-asks',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: 'please sign in',
})
class SignInStubComponent {}

describe('ConnectionAreaComponent', () => {
  beforeEach(async () => {
    pagesCreated = 0;
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({ connections: [fakeConnection({ id: 'acme' })] }),
        provideRouter(
          [
            { path: 'sign-in/:connectionId', component: SignInStubComponent },
            {
              path: 'connections/:connectionId',
              component: ConnectionAreaComponent,
              children: [
                { path: 'some', component: SomePageComponent },
                { path: 'other', component: SomePageComponent },
              ],
            },
          ],
          withComponentInputBinding(),
          withRouterConfig({ paramsInheritanceStrategy: 'always' }),
        ),
      ],
    });
    await TestBed.inject(QlikTesting).ready();
    await TestBed.inject(QlikAuthService).connectionSession('acme').restore();
  });

  async function open(): Promise<RouterTestingHarness> {
    const harness = await RouterTestingHarness.create('/connections/acme/some?name=x');
    await harness.fixture.whenStable();
    return harness;
  }

  const text = ({ fixture }: RouterTestingHarness) => (fixture.nativeElement as HTMLElement).textContent;

  it('destroys its pages when the sign-in ends, and opens the sign-in page with a way back', async () => {
    const harness = await open();
    expect(text(harness)).toContain('data of the user');
    await TestBed.inject(QlikAuthService).signOut('acme');
    await settled();
    await harness.fixture.whenStable();
    expect(text(harness)).not.toContain('data of the user');
    expect(TestBed.inject(Router).url).toBe('/sign-in/acme?returnTo=%2Fconnections%2Facme%2Fsome%3Fname%3Dx');
  });

  it('opens the sign-in page even if the user clicks a link at the same time', async () => {
    const harness = await open();
    const router = TestBed.inject(Router);
    void TestBed.inject(QlikAuthService).signOut('acme');
    harness.detectChanges();
    void router.navigateByUrl('/connections/acme/other');
    await settled();
    await harness.fixture.whenStable();
    expect(router.url).toBe('/sign-in/acme?returnTo=%2Fconnections%2Facme%2Fother');
  });

  it('creates new pages for the next user', async () => {
    const harness = await open();
    expect(pagesCreated).toBe(1);
    await TestBed.inject(QlikAuthService).signIn('acme', { forceLogin: true });
    await settled();
    await harness.fixture.whenStable();
    expect(text(harness)).toContain('data of the user');
    expect(pagesCreated).toBe(2);
  });
});
