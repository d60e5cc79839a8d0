-- A deal can be said to be of several classes, by its announcement, its signing or a report: the list is asked by any of
-- them and then judges which one stands. Rows of deals and claims hold more than before: they are folded again from the log.
alter table views.deal_current_index_v1 drop column class;
alter table views.deal_current_index_v1 add column classes text[] not null default '{}';
alter table views.deal_current_index_v1 alter column classes drop default;
delete from views.deal_current_index_v1;
delete from views.deal_current_v1;
delete from views.claims_index_v1;
delete from views.claims_v1;
delete from views.checkpoints where view in ('deal-current', 'claims');
