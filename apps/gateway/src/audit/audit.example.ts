import type { CheckpointView } from '@countersign/contracts';

/** Of the form alone: the signature is nobody's. */
export const checkpointExample: CheckpointView = {
  id: '0199f3b9-0b1c-7e55-8c0e-2f4a6b8d0e11',
  position: 42,
  at: '2026-01-31T09:03:00.217Z',
  heads: [
    { log: 'policy', position: 2, hash: 'b1946ac92492d2347c6235b4d2611184a1b2c3d4e5f60718293a4b5c6d7e8f90' },
    {
      log: 'request',
      position: 41,
      hash: '591785b794601e212b260e25925636fd0f1e2d3c4b5a69788796a5b4c3d2e1f0',
    },
    { log: 'approval', position: 0, hash: null },
  ],
  jws: 'eyJhbGciOiJFZERTQSIsImtpZCI6ImF1ZGl0LWtQcktfcW14VldhWVZBOXd3QkY2SXVvM3ZWeno3VHhIQ1R3WEJ5Z3JTNGsiLCJ0eXAiOiJjb3VudGVyc2lnbi1jaGVja3BvaW50K2p3dCJ9.eyJpc3MiOiJodHRwczovL2NvdW50ZXJzaWduLmV4YW1wbGUiLCJpYXQiOjE3Njk4NTAxODAsImhlYWRzIjpbeyJsb2ciOiJwb2xpY3kiLCJwb3NpdGlvbiI6MiwiaGFzaCI6ImIxOTQ2YWM5MjQ5MmQyMzQ3YzYyMzViNGQyNjExMTg0YTFiMmMzZDRlNWY2MDcxODI5M2E0YjVjNmQ3ZThmOTAifSx7ImxvZyI6InJlcXVlc3QiLCJwb3NpdGlvbiI6NDEsImhhc2giOiI1OTE3ODViNzk0NjAxZTIxMmIyNjBlMjU5MjU2MzZmZDBmMWUyZDNjNGI1YTY5Nzg4Nzk2YTViNGMzZDJlMWYwIn0seyJsb2ciOiJhcHByb3ZhbCIsInBvc2l0aW9uIjowLCJoYXNoIjpudWxsfV19.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-Pw',
};
