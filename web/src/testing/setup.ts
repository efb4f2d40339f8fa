import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';
import { FakeMediaStream } from './fakeMedia';
import { installPopovers } from './popovers';

// What happy-dom has no idea of, as far as the client uses it.
Object.assign(globalThis, {
  MediaStream: FakeMediaStream,
  requestAnimationFrame: () => 0,
  cancelAnimationFrame: () => undefined,
});

installPopovers();

// happy-dom plays only streams of its own making.
Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', { value: null, writable: true });

// Parts of the page are loaded when they are needed, which takes its time on a busy machine.
configure({ asyncUtilTimeout: 5000 });

afterEach(() => {
  cleanup();
  localStorage.clear();
  sessionStorage.clear();
});
