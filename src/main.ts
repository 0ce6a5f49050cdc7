import { bootstrapApplication } from '@angular/platform-browser';
import { AppComponent } from './app/app.component';
import { appConfig } from './app/app.config';

bootstrapApplication(AppComponent, appConfig).catch((error: unknown) => {
  reportError(error);
  document
    .querySelector('app-root')
    ?.replaceChildren('The application could not start. Reload the page to try again.');
});
