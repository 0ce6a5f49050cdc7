import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { qlikInterceptor } from 'ngx-qlik';
import { fakeConnection, provideQlikTesting, QlikTesting } from 'ngx-qlik/testing';
import { QlikPage } from './qlik/qlik-page';
import { SpacesPage } from './spaces/spaces-page';

describe('the pages that ngx-qlik generated', () => {
  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([qlikInterceptor])),
        provideHttpClientTesting(),
        provideQlikTesting({ connections: [fakeConnection({ id: 'sandbox' })] }),
      ],
    });
    await TestBed.inject(QlikTesting).ready();
  });

  it('show a chart', () => {
    const fixture = TestBed.createComponent(QlikPage);
    fixture.detectChanges();
    expect(fixture.nativeElement.querySelector('qlik-chart')).toBeTruthy();
  });

  it('list what Qlik answers to a request with a credential', async () => {
    const fixture = TestBed.createComponent(SpacesPage);
    const http = TestBed.inject(HttpTestingController);
    const [request] = await until(() => {
      fixture.detectChanges();
      const found = http.match(({ url }) => url.includes('/api/v1/'));
      return found.length > 0 ? found : undefined;
    });
    expect(request!.request.headers.get('Authorization')).toContain('Bearer ');
    request!.flush({
      data: [{ id: 'one', name: 'Flights', resourceType: 'app', resourceId: 'one' }],
      links: {},
    });
    const text = await until(() => {
      fixture.detectChanges();
      const shown: string = fixture.nativeElement.textContent;
      return /Flights|alert/.test(shown) ? shown : undefined;
    });
    expect(text).toContain('Flights');
  });
});

async function until<T>(find: () => T | undefined): Promise<T> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const found = find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('It did not come.');
}
