import '@countersign/event-log';
