import 'zone.js';
// The packages are used as they are published, so the browser compiles what Angular's own build would have compiled.
import '@angular/compiler';
