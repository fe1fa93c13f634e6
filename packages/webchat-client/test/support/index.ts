export { FakeArea } from './area';
export { FakeClock } from './clock';
export { FakeServer } from './server';
