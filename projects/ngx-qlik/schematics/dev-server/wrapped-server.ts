/** The builder of `ng serve` that starts the local sandbox as well. */
export const SANDBOX_BUILDER = 'ngx-qlik:dev-server';

/** What an application with {@link SANDBOX_BUILDER} is served by. It is found by the builder of `build`, so that `ng update` can replace both. */
export function devServerFor(buildBuilder: string | undefined): string {
  const isOlder = buildBuilder?.startsWith('@angular-devkit/build-angular:') === true;
  return `${isOlder ? '@angular-devkit/build-angular' : '@angular/build'}:dev-server`;
}
