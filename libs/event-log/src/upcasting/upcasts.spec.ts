import { upcaster } from './upcasts.js';

describe('an event of an older build', () => {
  it('access.granted v1: its clock ran from the approval on, and no start was to be recorded', () => {
    const window = {
      startsAt: '2026-01-31T10:00:00.000Z',
      endsAt: '2026-01-31T10:30:00.000Z',
      duration: 'PT30M',
    };
    expect(upcaster.upcast('access.granted', { schemaVersion: 1, data: window })).toEqual({
      schemaVersion: 2,
      data: { ...window, accessStarts: 'approval', scheduled: false },
    });
  });

  it('request.submitted v1: nothing was kept of what it proved', () => {
    expect(upcaster.upcast('request.submitted', { schemaVersion: 1, data: {} }).data).toEqual({ mfa: null });
  });
});
