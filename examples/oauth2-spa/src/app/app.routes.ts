import { inject } from '@angular/core';
import { Router, type Routes } from '@angular/router';
import { createSignedInGuard } from 'ngx-qlik';
import { CONNECTION } from './connection';

/** Lets signed-in users through; others go to the welcome page, which knows where they wanted to go. */
const signedIn = createSignedInGuard({
  connectionId: () => CONNECTION,
  orElse: (_connectionId, returnTo) => inject(Router).createUrlTree(['/'], { queryParams: { returnTo } }),
});

export const routes: Routes = [
  { path: '', loadComponent: () => import('./welcome.component').then((m) => m.WelcomeComponent) },
  {
    path: 'flights',
    canActivate: [signedIn],
    loadComponent: () => import('./flights.component').then((m) => m.FlightsComponent),
  },
  {
    path: 'spaces',
    canActivate: [signedIn],
    loadComponent: () => import('./spaces.component').then((m) => m.SpacesComponent),
  },
  { path: '**', redirectTo: '' },
];
