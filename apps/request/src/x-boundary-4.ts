import '@countersign/approval-server';
