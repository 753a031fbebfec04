import '@countersign/request-domain';
import '@countersign/contracts';
import '@countersign/platform';
import '@countersign/event-log';
import '@countersign/messaging';
