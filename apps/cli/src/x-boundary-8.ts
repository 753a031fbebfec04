import '@nats-io/nats-core';
