import '@countersign/messaging';
