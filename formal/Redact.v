(** Redaction: what is masked, and that it comes back. Models backfire/redact.go. *)
From Coq Require Import List Arith NArith Lia Bool.
From Backfire Require Import Bytes.
Import ListNotations.

(** ** Spans *)

Record item := { kind : list byte; from : nat; to : nat }.

(** In order of where they begin; of those that begin together, the one that came first. *)
Fixpoint insert (x : item) (l : list item) : list item :=
  match l with
  | [] => [x]
  | y :: l => if from y <=? from x then y :: insert x l else x :: y :: l
  end.
Definition sort (l : list item) : list item := fold_left (fun l x => insert x l) l [].

(** Those that overlap become one, of the kind of the first. *)
Fixpoint merge_into (m : item) (l : list item) : list item :=
  match l with
  | [] => [m]
  | x :: l => if from x <? to m then merge_into {| kind := kind m; from := from m; to := max (to m) (to x) |} l
              else m :: merge_into x l
  end.
Definition merge (l : list item) : list item := match sort l with [] => [] | m :: l => merge_into m l end.

Definition covers (l : list item) (i : nat) : Prop := exists m, In m l /\ from m <= i < to m.

(** No two overlap, they are in order, none is empty, and the first does not begin before [low]. *)
Fixpoint ordered (low : nat) (l : list item) : Prop :=
  match l with [] => True | m :: l => low <= from m < to m /\ ordered (to m) l end.

Definition proper (m : item) : Prop := from m < to m.

Lemma insert_in : forall x l m, In m (insert x l) <-> x = m \/ In m l.
Proof. intros x l m. induction l as [|y l IH]; simpl; [tauto|]. destruct (from y <=? from x); simpl; rewrite ?IH; tauto. Qed.

Lemma sort_in : forall l m, In m (sort l) <-> In m l.
Proof.
  intros l m. unfold sort. enough (G : forall acc, In m (fold_left (fun l x => insert x l) l acc) <-> In m acc \/ In m l).
  { rewrite G. simpl. tauto. }
  induction l as [|x l IH]; intros acc; simpl; [tauto|]. rewrite IH, insert_in. tauto.
Qed.

Fixpoint sorted (low : nat) (l : list item) : Prop :=
  match l with [] => True | m :: l => low <= from m /\ sorted (from m) l end.

Lemma insert_sorted : forall x l low, low <= from x -> sorted low l -> sorted low (insert x l).
Proof.
  intros x l. induction l as [|y l IH]; intros low Hx H; simpl in *; [auto|].
  destruct H as [Hy H]. destruct (Nat.leb_spec (from y) (from x)); simpl; [auto|]. repeat split; auto; lia.
Qed.

Lemma sort_sorted : forall l, sorted 0 (sort l).
Proof.
  intros l. unfold sort. enough (G : forall acc, sorted 0 acc -> sorted 0 (fold_left (fun l x => insert x l) l acc)) by (apply G; exact I).
  induction l as [|x l IH]; intros acc H; simpl; [exact H|]. apply IH, insert_sorted; [lia | exact H].
Qed.

Lemma merge_into_ordered : forall l m low, proper m -> low <= from m -> sorted (from m) l -> Forall proper l -> ordered low (merge_into m l).
Proof.
  induction l as [|x l IH]; intros m low Pm Hm S P; simpl; unfold proper in *; [auto with arith|].
  destruct S as [Sx S]. inversion P as [|? ? Px Pl]; subst. destruct (Nat.ltb_spec (from x) (to m)).
  - apply IH; simpl; auto; [lia|]. destruct l as [|y l]; simpl in *; [exact I|]. intuition lia.
  - simpl. split; [lia|]. apply IH; auto.
Qed.

(** What is to be masked is disjoint and in order. *)
Theorem merged_spans_are_disjoint_and_ordered : forall l, Forall proper l -> ordered 0 (merge l).
Proof.
  intros l P. assert (P' : Forall proper (sort l)).
  { apply Forall_forall. intros m I. rewrite Forall_forall in P. apply P, sort_in, I. }
  unfold merge. pose proof (sort_sorted l) as S. destruct (sort l) as [|m rest]; [exact I|].
  inversion P'; subst. destruct S. apply merge_into_ordered; auto with arith.
Qed.

Lemma merge_into_covers : forall l m i, proper m -> sorted (from m) l -> Forall proper l ->
  (covers (merge_into m l) i <-> covers (m :: l) i).
Proof.
  induction l as [|x l IH]; intros m i Pm S P; simpl; [tauto|].
  destruct S as [Sx S]. inversion P as [|? ? Px Pl]; subst. unfold proper in *. destruct (Nat.ltb_spec (from x) (to m)).
  - rewrite IH; simpl; auto; [|lia|].
    + unfold covers. simpl. split.
      * intros (n & [<-|I] & B); simpl in *.
        -- destruct (le_lt_dec (to m) i); [exists x | exists m]; intuition lia.
        -- exists n. auto.
      * intros (n & [<-|[<-|I]] & B).
        -- eexists. split; [left; reflexivity|]. simpl. lia.
        -- eexists. split; [left; reflexivity|]. simpl. lia.
        -- exists n. auto.
    + destruct l as [|y l]; simpl in *; [exact I|]. intuition lia.
  - unfold covers in *. simpl. split.
    + intros (n & [<-|I] & B); [exists m; auto|]. destruct (proj1 (IH x i Px S Pl)) as (n' & I' & B'); [now exists n|].
      exists n'. simpl in I'. intuition.
    + intros (n & [<-|I] & B); [exists m; auto|]. destruct (proj2 (IH x i Px S Pl)) as (n' & I' & B'); [now exists n|].
      exists n'. auto.
Qed.

(** A byte is masked if and only if it is in something that is to be masked. *)
Theorem merged_spans_cover : forall l i, Forall proper l -> (covers (merge l) i <-> covers l i).
Proof.
  intros l i P. assert (C : covers (sort l) i <-> covers l i).
  { unfold covers. split; intros (m & I & B); exists m; (split; [apply sort_in, I | exact B]). }
  assert (P' : Forall proper (sort l)).
  { apply Forall_forall. intros m I. rewrite Forall_forall in P. apply P, sort_in, I. }
  rewrite <- C. unfold merge. pose proof (sort_sorted l) as S. destruct (sort l) as [|m rest]; [tauto|].
  inversion P'; subst. destruct S. apply merge_into_covers; auto.
Qed.

Lemma merge_into_kinds : forall l m x, In x (merge_into m l) -> exists y, In y (m :: l) /\ kind x = kind y.
Proof.
  induction l as [|z l IH]; intros m x H; simpl in H.
  - destruct H as [<-|[]]. exists m. simpl. auto.
  - destruct (from z <? to m).
    + destruct (IH _ _ H) as (y & [<-|I] & E); [exists m | exists y]; simpl; auto.
    + destruct H as [<-|H]; [exists m; simpl; auto|]. destruct (IH _ _ H) as (y & I & E). exists y. simpl in *. intuition.
Qed.

Lemma merge_kinds : forall l x, In x (merge l) -> exists y, In y l /\ kind x = kind y.
Proof.
  intros l x H. unfold merge in H. destruct (sort l) as [|m rest] eqn:E; [destruct H|].
  destruct (merge_into_kinds _ _ _ H) as (y & I & K). exists y. split; [|exact K]. apply sort_in. now rewrite E.
Qed.

(** ** Placeholders *)

Definition opening : byte := 60%N.
Definition closing : byte := 62%N.
Definition underscore : byte := 95%N.

(** Of capital letters, digits and underscores. *)
Definition inner (b : byte) : bool := between 65 b 90 || is_digit b || (b =? underscore)%N.

Definition placeholder (k : list byte) (n : N) : list byte := opening :: k ++ underscore :: itoa n ++ [closing].

(** As much as may stand in a placeholder, at most [most] bytes, and what follows. *)
Fixpoint body (most : nat) (s : list byte) : list byte * list byte :=
  match most, s with
  | S most, b :: s' => if inner b then let '(x, y) := body most s' in (b :: x, y) else ([], s)
  | _, _ => ([], s)
  end.

Definition max_placeholder : nat := 80.

Definition cut_last (sep : byte) (s : list byte) : option (list byte * list byte) :=
  match cut_first sep (rev s) with Some (x, y) => Some (rev y, rev x) | None => None end.

(** 0 is no number of the vault, but such a text still looks like a placeholder. *)
Definition number (ds : list byte) : N :=
  match ds with d :: _ => if (d =? 48)%N || (2 ^ 63 <=? value ds)%N then 0%N else value ds | [] => 0%N end.

(** The kind, the number, and the length of a placeholder at the start of a text. *)
Definition parse (s : list byte) : option (list byte * N * nat) :=
  match s with
  | b :: s =>
      if (b =? opening)%N then
        match body (max_placeholder - 1) s with
        | (x, c :: _) =>
            if (c =? closing)%N then
              match cut_last underscore x with
              | Some (k, ds) =>
                  if negb (length k =? 0) && negb (length ds =? 0) && forallb is_digit ds
                  then Some (k, number ds, length x + 2) else None
              | None => None
              end
            else None
        | _ => None
        end
      else None
  | [] => None
  end.

Definition literal : list byte := [76; 73; 84; 69; 82; 65; 76]%N. (* LITERAL *)

(** All that looks like a placeholder. *)
Fixpoint literals_from (i : nat) (s : list byte) : list item :=
  match s with
  | [] => []
  | _ :: rest =>
      match parse s with
      | Some (_, _, n) => {| kind := literal; from := i; to := i + n |} :: literals_from (S i) rest
      | None => literals_from (S i) rest
      end
  end.
Definition literals (s : list byte) : list item := literals_from 0 s.

(** ** The vault *)

Definition vault := list (list byte * list byte). (* kinds and originals, in the order in which they came *)

Definition same (x y : list byte) : bool := if list_eq_dec N.eq_dec x y then true else false.

Definition of_kind (v : vault) (k : list byte) : list (list byte) := map snd (filter (fun e => same (fst e) k) v).

Definition original (v : vault) (k : list byte) (n : N) : option (list byte) :=
  if (n =? 0)%N then None else nth_error (of_kind v k) (N.to_nat n - 1).

Fixpoint place (x : list byte) (l : list (list byte)) : option nat :=
  match l with
  | [] => None
  | y :: l => if same x y then Some 0 else match place x l with Some i => Some (S i) | None => None end
  end.

(** The number of an original, which is put into the vault if it is new. *)
Definition keep (v : vault) (k x : list byte) : vault * N :=
  match place x (of_kind v k) with
  | Some i => (v, (N.of_nat i + 1)%N)
  | None => (v ++ [(k, x)], (N.of_nat (length (of_kind v k)) + 1)%N)
  end.

(** ** Mask and Restore *)

(** [s] is the text from [at_] on. *)
Fixpoint mask_from (v : vault) (at_ : nat) (s : list byte) (items : list item) : vault * list byte :=
  match items with
  | [] => (v, s)
  | m :: items =>
      let rest := skipn (from m - at_) s in
      let '(v, n) := keep v (kind m) (firstn (to m - from m) rest) in
      let '(v, out) := mask_from v (to m) (skipn (to m - from m) rest) items in
      (v, firstn (from m - at_) s ++ placeholder (kind m) n ++ out)
  end.

Definition max_vault : N := 2 ^ 22.

(** [found] is what the scan found to be masked. None: the vault would be too full. *)
Definition mask (v : vault) (s : list byte) (found : list item) : option (vault * list byte) :=
  let items := merge (literals s ++ found) in
  if (max_vault <? N.of_nat (length v + length items))%N then None else Some (mask_from v 0 s items).

Fixpoint restore_from (fuel : nat) (v : vault) (s : list byte) : list byte :=
  match fuel, s with
  | S fuel, b :: rest =>
      match parse s with
      | Some (k, n, size) =>
          match original v k n with
          | Some x => x ++ restore_from fuel v (skipn size s)
          | None => b :: restore_from fuel v rest
          end
      | None => b :: restore_from fuel v rest
      end
  | _, _ => []
  end.
Definition restore (v : vault) (s : list byte) : list byte := restore_from (length s) v s.

(** ** What is masked comes back *)

Lemma body_spec : forall most s x y, body most s = (x, y) -> s = x ++ y /\ forallb inner x = true /\ length x <= most.
Proof.
  induction most as [|most IH]; intros s x y H; simpl in H.
  - injection H as <- <-. auto.
  - destruct s as [|b s]; [injection H as <- <-; simpl; auto with arith|].
    destruct (inner b) eqn:B; [|injection H as <- <-; simpl; auto with arith].
    destruct (body most s) as [u w] eqn:E. injection H as <- <-. destruct (IH _ _ _ E) as (-> & I & L).
    simpl. rewrite B. auto with arith.
Qed.

Lemma body_full : forall x most c y, forallb inner x = true -> length x <= most -> inner c = false ->
  body most (x ++ c :: y) = (x, c :: y).
Proof.
  induction x as [|b x IH]; intros most c y I L C; simpl in *.
  - destruct most; simpl; now rewrite ?C.
  - apply andb_true_iff in I as [B I]. destruct most; [lia|]. simpl. now rewrite B, IH by (auto; lia).
Qed.

(** A placeholder is known by its own bytes. *)
Lemma parse_some : forall s r, parse s = Some r -> exists x rest, s = opening :: x ++ closing :: rest /\ forallb inner x = true /\
  snd r = length x + 2 /\ forall rest', parse (opening :: x ++ closing :: rest') = Some r.
Proof.
  intros s r H. unfold parse in H. destruct s as [|b s]; [discriminate|].
  destruct (b =? opening)%N eqn:B; [|discriminate]. apply N.eqb_eq in B. subst b.
  destruct (body (max_placeholder - 1) s) as [x [|c rest]] eqn:E; [discriminate|].
  destruct (c =? closing)%N eqn:C; [|discriminate]. apply N.eqb_eq in C. subst c.
  destruct (body_spec _ _ _ _ E) as (-> & I & L). exists x, rest. repeat split; auto.
  - destruct (cut_last underscore x) as [[k ds]|]; [|discriminate].
    destruct (negb (length k =? 0) && negb (length ds =? 0) && forallb is_digit ds); [|discriminate]. now injection H as <-.
  - intros rest'. unfold parse. rewrite N.eqb_refl, body_full by auto. exact H.
Qed.

Lemma before_opening : forall x w t rest, forallb inner x = true -> w ++ opening :: t = x ++ closing :: rest ->
  exists w', w = x ++ closing :: w'.
Proof.
  induction x as [|b x IH]; intros w t rest I E; simpl in *.
  - destruct w as [|c w]; simpl in E; [discriminate E|]. injection E as -> _. now exists w.
  - apply andb_true_iff in I as [B I]. destruct w as [|c w]; simpl in E; injection E as Eb E; [subst b; discriminate B|].
    destruct (IH _ _ _ I E) as [w' ->]. exists w'. now rewrite Eb.
Qed.

(** What looks like a placeholder and ends before one begins looks like one whatever follows. *)
Lemma parse_before_opening : forall w t z r, w <> [] -> parse (w ++ opening :: t) = Some r -> parse (w ++ z) = Some r.
Proof.
  intros w t z r Hw H. destruct (parse_some _ _ H) as (x & rest & E & I & _ & P).
  destruct w as [|b w]; [congruence|]. simpl in E. injection E as -> E.
  destruct (before_opening _ _ _ _ I E) as [w' ->]. simpl. rewrite <- app_assoc. apply P.
Qed.

(** Kinds that a placeholder can be made of. *)
Definition valid_kind (k : list byte) : Prop := forallb inner k = true /\ 1 <= length k <= 71.

Lemma cut_last_app : forall sep k d, ~ In sep d -> cut_last sep (k ++ sep :: d) = Some (k, d).
Proof.
  intros sep k d H. unfold cut_last. rewrite rev_app_distr. simpl. rewrite <- app_assoc. simpl.
  rewrite cut_first_app by (rewrite <- in_rev; exact H). now rewrite !rev_involutive.
Qed.

Lemma canonical_digits : forall d, canonical d = true -> forallb is_digit d = true.
Proof. intros d H. unfold canonical in H. now apply andb_true_iff in H. Qed.

Lemma digits_are_inner : forall d, forallb is_digit d = true -> forallb inner d = true.
Proof.
  intros d H. apply forallb_forall. intros b I. rewrite forallb_forall in H. unfold inner. rewrite (H b I). now rewrite orb_true_r.
Qed.

Lemma itoa_short : forall n, (1 <= n <= max_vault)%N -> length (itoa n) <= 7.
Proof.
  intros n [H1 H2]. pose proof (itoa_value n) as V. pose proof (itoa_first n H1) as F. pose proof (itoa_canonical n) as C.
  destruct (itoa n) as [|d ds]; [destruct F|]. apply canonical_digits in C. cbn [forallb] in C.
  apply andb_true_iff in C as [D _]. unfold is_digit, between in D. rewrite andb_true_iff, !N.leb_le in D.
  unfold value, value_from in V. cbn [fold_left] in V. pose proof (value_from_ge ds (0 * 10 + (d - 48))%N) as G.
  unfold value_from in G. rewrite V in G.
  destruct (le_lt_dec (length ds) 6); [simpl; lia|]. exfalso.
  assert (10 ^ 7 <= 10 ^ N.of_nat (length ds))%N by (apply N.pow_le_mono_r; lia).
  assert (max_vault < 10 ^ 7)%N by reflexivity.
  assert (10 ^ N.of_nat (length ds) <= n)%N; [|lia].
  etransitivity; [|exact G]. rewrite <- (N.mul_1_l (10 ^ N.of_nat (length ds))) at 1. apply N.mul_le_mono_r. lia.
Qed.

Lemma parse_placeholder : forall k n z, valid_kind k -> (1 <= n <= max_vault)%N ->
  parse (placeholder k n ++ z) = Some (k, n, length (placeholder k n)).
Proof.
  intros k n z (I & L1 & L2) Hn. pose proof (itoa_short n Hn) as S. pose proof (itoa_canonical n) as C.
  pose proof (itoa_value n) as V. pose proof (itoa_first n ltac:(lia)) as F. apply canonical_digits in C.
  set (d := itoa n) in *.
  assert (E : placeholder k n ++ z = opening :: (k ++ underscore :: d) ++ closing :: z).
  { unfold placeholder. fold d. cbn [app]. f_equal. rewrite <- !app_assoc. cbn [app]. now rewrite <- app_assoc. }
  rewrite E. unfold parse. rewrite N.eqb_refl, body_full.
  - rewrite N.eqb_refl, cut_last_app by (apply digits_lack; [assumption | reflexivity]).
    replace (length k =? 0) with false by (symmetry; apply Nat.eqb_neq; lia).
    replace (length d =? 0) with false by (symmetry; apply Nat.eqb_neq; destruct d; [destruct F | discriminate]).
    rewrite C. cbn [negb andb]. repeat f_equal.
    + unfold number. destruct d as [|c d]; [destruct F|]. rewrite V.
      destruct (N.eqb_spec c 48); [contradiction|].
      assert (n < 2 ^ 63)%N by (apply N.le_lt_trans with max_vault; [lia | reflexivity]).
      destruct (N.leb_spec (2 ^ 63) n); [lia | reflexivity].
    + unfold placeholder. fold d. simpl. rewrite !app_length. simpl. rewrite app_length. simpl. lia.
  - rewrite forallb_app, I. cbn [forallb]. now rewrite (digits_are_inner d C).
  - rewrite app_length. simpl. unfold max_placeholder. lia.
  - reflexivity.
Qed.

Lemma parse_size : forall s k n size, parse s = Some (k, n, size) -> 2 <= size <= length s.
Proof.
  intros s k n size H. destruct (parse_some _ _ H) as (x & rest & -> & _ & E & _). simpl in *. rewrite app_length. simpl. lia.
Qed.

Lemma restore_fuel : forall f g v s, length s <= f -> length s <= g -> restore_from f v s = restore_from g v s.
Proof.
  induction f as [|f IH]; intros g v s Hf Hg.
  - destruct s; [now destruct g | simpl in Hf; lia].
  - destruct s as [|b s]; [now destruct g|]. destruct g as [|g]; [simpl in Hg; lia|]. cbn [restore_from].
    assert (R : restore_from f v s = restore_from g v s) by (simpl in *; apply IH; lia).
    destruct (parse (b :: s)) as [[[k n] size]|] eqn:P; [|now rewrite R].
    destruct (original v k n); [|now rewrite R]. f_equal.
    apply parse_size in P. cbn [length] in *. apply IH; rewrite skipn_length; cbn [length]; lia.
Qed.

Lemma restore_cons : forall v b s, restore v (b :: s) =
  match parse (b :: s) with
  | Some (k, n, size) => match original v k n with Some x => x ++ restore v (skipn size (b :: s)) | None => b :: restore v s end
  | None => b :: restore v s
  end.
Proof.
  intros v b s. unfold restore at 1. cbn [length restore_from].
  destruct (parse (b :: s)) as [[[k n] size]|] eqn:P; [|reflexivity].
  destruct (original v k n); [|reflexivity]. f_equal. apply restore_fuel; [|lia].
  apply parse_size in P. rewrite skipn_length. cbn [length] in *. lia.
Qed.

Lemma restore_kept : forall w tail v, (forall i, i < length w -> parse (skipn i w ++ tail) = None) ->
  restore v (w ++ tail) = w ++ restore v tail.
Proof.
  induction w as [|b w IH]; intros tail v H; [reflexivity|]. cbn [app]. rewrite restore_cons.
  pose proof (H 0 ltac:(simpl; lia)) as H0. cbn [skipn app] in H0. rewrite H0. f_equal. apply IH.
  intros i Hi. exact (H (S i) ltac:(simpl; lia)).
Qed.

(** *** The vault *)

Definition extends (v v' : vault) : Prop := exists more, v' = v ++ more.

Lemma of_kind_app : forall v w k, of_kind (v ++ w) k = of_kind v k ++ of_kind w k.
Proof. intros. unfold of_kind. now rewrite filter_app, map_app. Qed.

Lemma same_spec : forall x y, same x y = true <-> x = y.
Proof. intros. unfold same. destruct (list_eq_dec N.eq_dec x y); split; congruence. Qed.

Lemma original_extends : forall v v' k n x, extends v v' -> original v k n = Some x -> original v' k n = Some x.
Proof.
  intros v v' k n x [more ->] H. unfold original in *. destruct (n =? 0)%N; [discriminate|].
  rewrite of_kind_app, nth_error_app1; [exact H|]. apply nth_error_Some. congruence.
Qed.

Lemma place_some : forall x l i, place x l = Some i -> nth_error l i = Some x.
Proof.
  induction l as [|y l IH]; intros i H; simpl in H; [discriminate|]. destruct (same x y) eqn:E.
  - injection H as <-. apply same_spec in E. now subst.
  - destruct (place x l); [|discriminate]. injection H as <-. now apply IH.
Qed.

Lemma of_kind_length : forall v k, length (of_kind v k) <= length v.
Proof. intros. unfold of_kind. rewrite map_length. induction v as [|e v IH]; simpl; [lia|]. destruct (same (fst e) k); simpl; lia. Qed.

Lemma keep_spec : forall v k x v' n, keep v k x = (v', n) ->
  extends v v' /\ original v' k n = Some x /\ (1 <= n <= N.of_nat (length v'))%N /\ length v' <= S (length v).
Proof.
  intros v k x v' n H. unfold keep in H. destruct (place x (of_kind v k)) as [i|] eqn:P; injection H as <- <-.
  - apply place_some in P. repeat split; try lia.
    + exists []. now rewrite app_nil_r.
    + unfold original. replace (N.of_nat i + 1 =? 0)%N with false by (symmetry; apply N.eqb_neq; lia).
      replace (N.to_nat (N.of_nat i + 1) - 1) with i by lia. exact P.
    + assert (i < length (of_kind v k)) by (apply nth_error_Some; congruence). pose proof (of_kind_length v k). lia.
  - pose proof (of_kind_length v k). repeat split; rewrite ?app_length; simpl length; try lia.
    + now exists [(k, x)].
    + unfold original. replace (N.of_nat (length (of_kind v k)) + 1 =? 0)%N with false by (symmetry; apply N.eqb_neq; lia).
      rewrite of_kind_app, nth_error_app2 by lia.
      replace (N.to_nat (N.of_nat (length (of_kind v k)) + 1) - 1 - length (of_kind v k)) with 0 by lia.
      unfold of_kind. simpl. now rewrite (proj2 (same_spec k k) eq_refl).
Qed.

Lemma extends_trans : forall a b c, extends a b -> extends b c -> extends a c.
Proof. intros a b c [x ->] [y ->]. exists (x ++ y). now rewrite app_assoc. Qed.

(** *** The text *)

Lemma skipn_skipn_plus : forall (x y : nat) (l : list byte), skipn x (skipn y l) = skipn (y + x) l.
Proof.
  intros x y. induction y; intros l; simpl; [reflexivity|]. destruct l; [now rewrite skipn_nil | apply IHy].
Qed.

Lemma ordered_from : forall l low m, ordered low l -> In m l -> low <= from m.
Proof.
  induction l as [|x l IH]; intros low m O I; [destruct I|]. simpl in O. destruct O as [B O].
  destruct I as [<-|I]; [lia|]. specialize (IH _ _ O I). lia.
Qed.

Lemma mask_from_restores : forall items v at_ s v' out,
  ordered at_ items -> Forall (fun m => to m <= at_ + length s /\ valid_kind (kind m)) items ->
  (forall j, j < length s -> parse (skipn j s) <> None -> covers items (at_ + j)) ->
  (N.of_nat (length v + length items) <= max_vault)%N -> mask_from v at_ s items = (v', out) ->
  extends v v' /\ forall w, extends v' w -> restore w out = s.
Proof.
  induction items as [|m items IH]; intros v at_ s v' out O V C L M; cbn [mask_from] in M.
  - injection M as <- <-. split; [exists []; now rewrite app_nil_r|]. intros w _.
    rewrite <- (app_nil_r s) at 1. rewrite restore_kept; [simpl; apply app_nil_r|].
    intros i Hi. rewrite app_nil_r. destruct (parse (skipn i s)) eqn:P; [|reflexivity].
    destruct (C i Hi) as (m & [] & _). congruence.
  - simpl in O. destruct O as [B O]. inversion V as [|? ? [Bm Km] V']; subst.
    set (kept := firstn (from m - at_) s) in *. set (rest := skipn (from m - at_) s) in *.
    set (orig := firstn (to m - from m) rest) in *. set (s2 := skipn (to m - from m) rest) in *.
    destruct (keep v (kind m) orig) as [v1 n] eqn:Ek. destruct (mask_from v1 (to m) s2 items) as [v2 out2] eqn:Em.
    injection M as <- <-. destruct (keep_spec _ _ _ _ _ Ek) as (X1 & Xo & Xn & Xl).
    assert (Lk : length kept = from m - at_) by (unfold kept; rewrite firstn_length; lia).
    assert (Es2 : s2 = skipn (to m - at_) s).
    { unfold s2, rest. rewrite skipn_skipn_plus. f_equal. lia. }
    destruct (IH v1 (to m) s2 v2 out2) as [X2 R2]; auto.
    + apply Forall_forall. intros x Ix. rewrite Forall_forall in V'. destruct (V' x Ix). split; [|assumption].
      rewrite Es2, skipn_length. lia.
    + intros j Hj Pj. rewrite Es2, skipn_length in Hj. rewrite Es2, skipn_skipn_plus in Pj.
      destruct (C (to m - at_ + j) ltac:(lia) Pj) as (x & [<-|Ix] & Bx); [lia|]. exists x. split; [assumption | lia].
    + cbn [length] in L. lia.
    + split; [eapply extends_trans; eauto|]. intros w Xw.
      rewrite restore_kept.
      * assert (Hn : (1 <= n <= max_vault)%N) by (cbn [length] in L; lia).
        rewrite restore_cons. change (opening :: (kind m ++ underscore :: itoa n ++ [closing]) ++ out2) with (placeholder (kind m) n ++ out2).
        rewrite parse_placeholder by assumption.
        rewrite (original_extends v1 w (kind m) n orig) by (auto; eapply extends_trans; eauto).
        rewrite skipn_app, skipn_all, Nat.sub_diag. cbn [app skipn]. rewrite (R2 w Xw).
        unfold orig, s2. rewrite firstn_skipn. unfold kept, rest. apply firstn_skipn.
      * intros i Hi. change (opening :: (kind m ++ underscore :: itoa n ++ [closing]) ++ out2) with (placeholder (kind m) n ++ out2).
        destruct (parse (skipn i kept ++ placeholder (kind m) n ++ out2)) as [r|] eqn:P; [|reflexivity]. exfalso.
        assert (P' : parse (skipn i kept ++ rest) = Some r).
        { eapply parse_before_opening; [|exact P]. intros E. apply (f_equal (@length byte)) in E. rewrite skipn_length in E. simpl in E. lia. }
        assert (E : skipn i kept ++ rest = skipn i s).
        { unfold kept, rest. rewrite <- (firstn_skipn (from m - at_) s) at 3. rewrite skipn_app. fold kept.
          replace (i - length kept) with 0 by lia. reflexivity. }
        rewrite E in P'. destruct (C i) as (x & Ix & Bx); [lia | congruence |].
        destruct Ix as [<-|Ix]; [lia|]. pose proof (ordered_from _ _ _ O Ix). lia.
Qed.

Lemma literals_from_in : forall s i j k n size, j < length s -> parse (skipn j s) = Some (k, n, size) ->
  In {| kind := literal; from := i + j; to := i + j + size |} (literals_from i s).
Proof.
  induction s as [|b s IH]; intros i j k n size Hj P; [simpl in Hj; lia|]. cbn [literals_from]. destruct j as [|j].
  - cbn [skipn] in P. rewrite P, Nat.add_0_r. now left.
  - assert (X : In {| kind := literal; from := i + S j; to := i + S j + size |} (literals_from (S i) s)).
    { replace (i + S j) with (S i + j) by lia. eapply IH; [simpl in Hj; lia | exact P]. }
    destruct (parse (b :: s)) as [[[]]|]; [now right | exact X].
Qed.

Lemma literals_from_spec : forall s i m, In m (literals_from i s) -> kind m = literal /\ i <= from m < to m /\ to m <= i + length s.
Proof.
  induction s as [|b s IH]; intros i m H; [destruct H|]. cbn [literals_from] in H.
  assert (N : In m (literals_from (S i) s) -> kind m = literal /\ i <= from m < to m /\ to m <= i + length (b :: s)).
  { intros I. destruct (IH _ _ I) as (K & B & E). simpl. repeat split; auto; lia. }
  destruct (parse (b :: s)) as [[[k n] size]|] eqn:P; [|auto]. destruct H as [<-|H]; [|auto].
  apply parse_size in P. cbn [kind from to]. repeat split; auto; lia.
Qed.

(** What the scan may find: inside the text, not empty, of a kind that a placeholder can be made of. *)
Definition may_be_found (s : list byte) (m : item) : Prop := proper m /\ to m <= length s /\ valid_kind (kind m).

(** Restoring what was masked gives the text, byte for byte, also when the vault has grown since. *)
Theorem restore_undoes_mask : forall v s found v' out, Forall (may_be_found s) found -> mask v s found = Some (v', out) ->
  forall w, extends v' w -> restore w out = s.
Proof.
  intros v s found v' out F M. unfold mask in M. set (items := merge (literals s ++ found)) in *.
  destruct (N.ltb_spec max_vault (N.of_nat (length v + length items))) as [|L]; [discriminate|].
  injection M as M.
  assert (A : Forall (may_be_found s) (literals s ++ found)).
  { apply Forall_app. split; [|exact F]. apply Forall_forall. intros m I. destruct (literals_from_spec _ _ _ I) as (K & B & E).
    unfold may_be_found, proper. rewrite K. repeat split; try lia; simpl; lia. }
  assert (P : Forall proper (literals s ++ found)).
  { apply Forall_forall. intros m I. rewrite Forall_forall in A. apply A, I. }
  pose proof (merged_spans_are_disjoint_and_ordered _ P) as O. fold items in O.
  eapply mask_from_restores; eauto.
  - apply Forall_forall. intros m I. split.
    + assert (Pm : from m < to m).
      { clear - O I. revert O I. generalize 0. induction items as [|x l IH]; intros low O I; [destruct I|].
        simpl in O. destruct O as [B O]. destruct I as [<-|I]; [lia | eauto]. }
      assert (C : covers (literals s ++ found) (to m - 1)).
      { apply merged_spans_cover; [exact P|]. exists m. split; [exact I | lia]. }
      destruct C as (x & Ix & Bx). rewrite Forall_forall in A. destruct (A x Ix) as (_ & T & _). simpl. lia.
    + destruct (merge_kinds _ _ I) as (y & Iy & ->). rewrite Forall_forall in A. apply A, Iy.
  - intros j Hj Pj. destruct (parse (skipn j s)) as [[[k n] size]|] eqn:E; [|congruence].
    apply merged_spans_cover; [exact P|]. eexists. split.
    + apply in_or_app. left. exact (literals_from_in s 0 j k n size Hj E).
    + apply parse_size in E. simpl. lia.
Qed.
