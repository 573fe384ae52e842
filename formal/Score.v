(** Coherence: one score from two divergences. Models fallback/coherence.go and kernel/core/src/coherence.rs.

    A float that is finite is an integer here: how often it holds 2^-1074, the smallest float above 0. Sums and products are
    exact integers that are then rounded as IEEE 754 rounds: to 53 bits, to the nearest, ties to the even one, and to whole
    units below the normal range. So the model has the bits of the code, and its theorems need no axioms. There is no largest
    float here. That changes no score: a product is no larger than the divergence in it, a sum beyond the largest float is an
    infinity in the code, and an infinity and a number of that size are clamped alike. *)
From Coq Require Import ZArith Lia Bool.
Local Open Scope Z_scope.

(** ** Rounding *)

(** [n] / 2^[k] as the nearest integer, ties to the even one. *)
Definition nearest (n k : Z) : Z :=
  let q := Z.shiftr n k in
  let twice := 2 * (n - Z.shiftl q k) in
  if (Z.shiftl 1 k <? twice) || ((twice =? Z.shiftl 1 k) && Z.odd q) then q + 1 else q.

(** [n] counts units that are 2^[s] times finer than the result's. *)
Definition round_up_from (s n : Z) : Z :=
  let k := Z.max s (Z.log2 n - 52) in Z.shiftl (nearest n k) (k - s).

Definition rounded (s n : Z) : Z := if n <? 0 then - round_up_from s (- n) else round_up_from s n.

Definition one : Z := Z.shiftl 1 1074.
Definition half : Z := Z.shiftl 1 1073.

Definition fmul (a b : Z) : Z := rounded 1074 (a * b).
Definition fadd (a b : Z) : Z := rounded 0 (a + b).
Definition fsub (a b : Z) : Z := fadd a (- b).

(** A float: what rounding does not change. *)
Definition is_float (x : Z) : Prop := rounded 0 x = x.

Lemma nearest_parts : forall n k, 0 <= k -> exists q r,
  n = q * 2 ^ k + r /\ 0 <= r < 2 ^ k /\
  nearest n k = if (2 ^ k <? 2 * r) || ((2 * r =? 2 ^ k) && Z.odd q) then q + 1 else q.
Proof.
  intros n k Hk. exists (n / 2 ^ k), (n mod 2 ^ k). pose proof (Z.pow_pos_nonneg 2 k ltac:(lia) Hk).
  pose proof (Z.div_mod n (2 ^ k) ltac:(lia)). pose proof (Z.mod_pos_bound n (2 ^ k) ltac:(lia)).
  repeat split; try lia. unfold nearest. rewrite Z.shiftr_div_pow2, !Z.shiftl_mul_pow2, Z.mul_1_l by assumption.
  replace (n - n / 2 ^ k * 2 ^ k) with (n mod 2 ^ k) by lia. reflexivity.
Qed.

Lemma nearest_mono : forall n m k, 0 <= k -> n <= m -> nearest n k <= nearest m k.
Proof.
  intros n m k Hk H. destruct (nearest_parts n k Hk) as (q & r & En & Rn & ->).
  destruct (nearest_parts m k Hk) as (q' & r' & Em & Rm & ->). set (w := 2 ^ k) in *.
  assert (q < q' \/ (q = q' /\ r <= r')) as [L|[-> L]] by nia.
  - destruct ((w <? 2 * r) || _), ((w <? 2 * r') || _); lia.
  - destruct (Z.ltb_spec w (2 * r)), (Z.ltb_spec w (2 * r')), (Z.eqb_spec (2 * r) w), (Z.eqb_spec (2 * r') w), (Z.odd q');
      simpl; lia.
Qed.

Lemma nearest_exact : forall q k, 0 <= k -> nearest (q * 2 ^ k) k = q.
Proof.
  intros q k Hk. destruct (nearest_parts (q * 2 ^ k) k Hk) as (p & r & E & R & ->).
  pose proof (Z.pow_pos_nonneg 2 k ltac:(lia) Hk). set (w := 2 ^ k) in *.
  assert (p = q) as -> by (destruct (Z.lt_trichotomy p q) as [|[|]]; nia). assert (r = 0) as -> by lia.
  destruct (Z.ltb_spec w (2 * 0)), (Z.eqb_spec (2 * 0) w); simpl; lia.
Qed.

(** Rounding is off by half a step at most. *)
Lemma nearest_near : forall n k, 0 <= k -> 2 * Z.abs (nearest n k * 2 ^ k - n) <= 2 ^ k.
Proof.
  intros n k Hk. destruct (nearest_parts n k Hk) as (q & r & -> & R & ->). set (w := 2 ^ k) in *.
  replace ((if (w <? 2 * r) || ((2 * r =? w) && Z.odd q) then q + 1 else q) * w - (q * w + r))
    with (if (w <? 2 * r) || ((2 * r =? w) && Z.odd q) then w - r else - r) by (destruct (_ || _); ring).
  destruct (Z.ltb_spec w (2 * r)), (Z.eqb_spec (2 * r) w), (Z.odd q); cbn [orb andb]; lia.
Qed.

Lemma round_up_from_pow2 : forall s n, 0 <= s -> exists k,
  k = Z.max s (Z.log2 n - 52) /\ s <= k /\ round_up_from s n = nearest n k * 2 ^ (k - s).
Proof.
  intros s n Hs. exists (Z.max s (Z.log2 n - 52)). repeat split; [lia|].
  unfold round_up_from. cbv zeta. now rewrite Z.shiftl_mul_pow2 by lia.
Qed.

Lemma round_up_from_nonneg : forall s n, 0 <= s -> 0 <= n -> 0 <= round_up_from s n.
Proof.
  intros s n Hs Hn. destruct (round_up_from_pow2 s n Hs) as (k & _ & Hk & ->).
  pose proof (nearest_mono 0 n k ltac:(lia) Hn) as M. rewrite <- (Z.mul_0_l (2 ^ k)), nearest_exact in M by lia.
  pose proof (Z.pow_nonneg 2 (k - s)). nia.
Qed.

Lemma round_up_from_mono : forall s n m, 0 <= s -> 0 <= n <= m -> round_up_from s n <= round_up_from s m.
Proof.
  intros s n m Hs H.
  destruct (round_up_from_pow2 s n Hs) as (k & Ek & Hk & ->). destruct (round_up_from_pow2 s m Hs) as (k' & Ek' & Hk' & ->).
  pose proof (Z.log2_le_mono n m ltac:(lia)) as L.
  assert (k = k' \/ k < k') as [<-|Lk] by lia.
  - apply Z.mul_le_mono_nonneg_r; [apply Z.pow_nonneg; lia | apply nearest_mono; lia].
  - (* a power of two lies between them *)
    set (e := Z.log2 m) in *. assert (He : k' = e - 52) by lia. assert (0 < m) by (destruct (Z.eq_dec m 0); [subst; unfold e in *; simpl in *; lia | lia]).
    assert (n <= 2 ^ e).
    { destruct (Z.eq_dec n 0); [subst; apply Z.pow_nonneg; lia|].
      pose proof (Z.log2_spec n ltac:(lia)) as [_ U]. pose proof (Z.pow_le_mono_r 2 (Z.succ (Z.log2 n)) e ltac:(lia)). lia. }
    assert (2 ^ e <= m) by (apply Z.log2_spec; lia).
    transitivity (2 ^ (e - s)).
    + transitivity (nearest (2 ^ e) k * 2 ^ (k - s)).
      * apply Z.mul_le_mono_nonneg_r; [apply Z.pow_nonneg; lia | apply nearest_mono; lia].
      * replace (2 ^ e) with (2 ^ (e - k) * 2 ^ k) by (rewrite <- Z.pow_add_r by lia; f_equal; lia).
        rewrite nearest_exact, <- Z.pow_add_r by lia. apply Z.eq_le_incl. f_equal. lia.
    + transitivity (nearest (2 ^ e) k' * 2 ^ (k' - s)).
      * replace (2 ^ e) with (2 ^ (e - k') * 2 ^ k') by (rewrite <- Z.pow_add_r by lia; f_equal; lia).
        rewrite nearest_exact, <- Z.pow_add_r by lia. apply Z.eq_le_incl. f_equal. lia.
      * apply Z.mul_le_mono_nonneg_r; [apply Z.pow_nonneg; lia | apply nearest_mono; lia].
Qed.

(** Rounding keeps the order of numbers. *)
Theorem rounding_is_monotone : forall s n m, 0 <= s -> n <= m -> rounded s n <= rounded s m.
Proof.
  intros s n m Hs H. unfold rounded. destruct (Z.ltb_spec n 0), (Z.ltb_spec m 0); try lia.
  - pose proof (round_up_from_mono s (- m) (- n) Hs ltac:(lia)). lia.
  - pose proof (round_up_from_nonneg s (- n) Hs ltac:(lia)). pose proof (round_up_from_nonneg s m Hs ltac:(lia)). lia.
  - apply round_up_from_mono; lia.
Qed.

Lemma rounded_0 : forall s, 0 <= s -> rounded s 0 = 0.
Proof.
  intros s Hs. unfold rounded. simpl. destruct (round_up_from_pow2 s 0 Hs) as (k & _ & Hk & ->).
  pose proof (nearest_exact 0 k ltac:(lia)) as E. rewrite Z.mul_0_l in E. rewrite E. lia.
Qed.

(** Finer units change nothing where what they could say is not there. *)
Lemma rounded_shift : forall s n, 0 <= s -> rounded s (n * 2 ^ s) = rounded 0 n.
Proof.
  intros s n Hs. pose proof (Z.pow_pos_nonneg 2 s ltac:(lia) Hs).
  assert (P : forall n, 0 <= n -> round_up_from s (n * 2 ^ s) = round_up_from 0 n).
  { intros x Hx. destruct (Z.eq_dec x 0) as [->|Nx].
    - pose proof (rounded_0 s Hs). pose proof (rounded_0 0 ltac:(lia)). unfold rounded in *. rewrite Z.mul_0_l. simpl in *. lia.
    - destruct (round_up_from_pow2 s (x * 2 ^ s) Hs) as (k & Ek & Hk & ->).
      destruct (round_up_from_pow2 0 x ltac:(lia)) as (k' & Ek' & Hk' & ->).
      rewrite Z.log2_mul_pow2 in Ek by lia. assert (k = k' + s) as -> by lia.
      replace (k' + s - s) with (k' - 0) by lia. f_equal.
      destruct (nearest_parts (x * 2 ^ s) (k' + s) ltac:(lia)) as (q & r & E & R & ->).
      destruct (nearest_parts x k' Hk') as (p & t & E' & R' & ->). rewrite Z.pow_add_r in * by lia.
      set (w := 2 ^ k') in *. set (u := 2 ^ s) in *.
      assert (0 < w) by (apply Z.pow_pos_nonneg; lia).
      assert (q = p) as -> by (destruct (Z.lt_trichotomy q p) as [|[|]]; nia). assert (r = t * u) as -> by nia.
      replace (w * u <? 2 * (t * u)) with (w <? 2 * t) by (destruct (Z.ltb_spec w (2 * t)), (Z.ltb_spec (w * u) (2 * (t * u))); nia).
      replace (2 * (t * u) =? w * u) with (2 * t =? w) by (destruct (Z.eqb_spec (2 * t) w), (Z.eqb_spec (2 * (t * u)) (w * u)); nia).
      reflexivity. }
  unfold rounded. replace (n * 2 ^ s <? 0) with (n <? 0) by (destruct (Z.ltb_spec n 0), (Z.ltb_spec (n * 2 ^ s) 0); nia).
  destruct (Z.ltb_spec n 0); rewrite <- ?Z.mul_opp_l, P by lia; reflexivity.
Qed.

(** ** The score *)

Record config := { threshold : Z; soft_limit : Z; w_logic : Z; w_fact : Z }.

(** A divergence that is NaN, infinite or missing is None. *)
Definition divergence (h : option Z) : Z := match h with Some h => h | None => half end.

Definition clamp (x : Z) : Z := if 0 <? x then Z.min x one else 0.

Record verdict := { score : Z; approved : bool; warning : bool }.

Definition coherence (c : config) (h_logical h_factual : option Z) : verdict :=
  let sum := fadd (fmul (w_logic c) (divergence h_logical)) (fmul (w_fact c) (divergence h_factual)) in
  let score := clamp (fsub one sum) in
  let approved := threshold c <=? score in
  {| score := score; approved := approved; warning := approved && (score <? soft_limit c) |}.

(** The place of the first field that is refused: CoherenceConfig.Validate. None of a field is NaN or infinite. *)
Definition in_unit (x : option Z) : bool := match x with Some x => (0 <=? x) && (x <=? one) | None => false end.

(** 1e-9 as a float. *)
Definition slack : Z := Z.shiftl 4835703278458517 (1074 - 82).

Definition refused (threshold soft_limit w_logic w_fact : option Z) : option nat :=
  if negb (in_unit threshold) then Some 0%nat
  else if negb (in_unit soft_limit) then Some 1%nat
  else if negb (in_unit w_logic) then Some 2%nat
  else if negb (in_unit w_fact) then Some 3%nat
  else match w_logic, w_fact with
       | Some a, Some b => if slack <? Z.abs (fsub (fadd a b) one) then Some 4%nat else None
       | _, _ => None
       end.

Lemma one_pos : 0 < one.
Proof. reflexivity. Qed.

(** Clamping ends in 0 to 1, and leaves alone what is there. *)
Theorem clamp_is_into_the_unit_interval : forall x, 0 <= clamp x <= one /\ (0 <= x <= one -> clamp x = x).
Proof.
  intros x. unfold clamp. pose proof one_pos. destruct (Z.ltb_spec 0 x); split; lia.
Qed.

(** Whatever the configuration and the divergences are, the score is from 0 to 1. *)
Theorem score_is_in_the_unit_interval : forall c hl hf, 0 <= score (coherence c hl hf) <= one.
Proof. intros. apply clamp_is_into_the_unit_interval. Qed.

Lemma clamp_mono : forall x y, x <= y -> clamp x <= clamp y.
Proof. intros x y H. unfold clamp. pose proof one_pos. destruct (Z.ltb_spec 0 x), (Z.ltb_spec 0 y); lia. Qed.

Lemma fmul_mono : forall w h h', 0 <= w -> h <= h' -> fmul w h <= fmul w h'.
Proof. intros. apply rounding_is_monotone; [lia|]. nia. Qed.

(** A larger divergence never raises the score. *)
Theorem score_is_monotone : forall c hl hl' hf hf', 0 <= w_logic c -> 0 <= w_fact c ->
  divergence hl <= divergence hl' -> divergence hf <= divergence hf' ->
  score (coherence c hl' hf') <= score (coherence c hl hf).
Proof.
  intros c hl hl' hf hf' Wl Wf Hl Hf. unfold coherence; cbn [score]. apply clamp_mono.
  pose proof (fmul_mono _ _ _ Wl Hl). pose proof (fmul_mono _ _ _ Wf Hf).
  apply rounding_is_monotone; [lia|].
  enough (fadd (fmul (w_logic c) (divergence hl)) (fmul (w_fact c) (divergence hf)) <=
          fadd (fmul (w_logic c) (divergence hl')) (fmul (w_fact c) (divergence hf'))) by lia.
  apply rounding_is_monotone; lia.
Qed.

(** Approved is at least the threshold; a warning is approved and below the soft limit; so there is none where the soft limit
    is no more than the threshold. *)
Theorem approved_and_warning : forall c hl hf, let v := coherence c hl hf in
  (approved v = true <-> threshold c <= score v) /\
  (warning v = true <-> threshold c <= score v < soft_limit c) /\
  (soft_limit c <= threshold c -> warning v = false).
Proof.
  intros c hl hf v. subst v. unfold coherence; cbn [score approved warning].
  set (s := clamp _). rewrite andb_true_iff, Z.leb_le, Z.ltb_lt. repeat split; try tauto.
  intros H. destruct (Z.leb_spec (threshold c) s), (Z.ltb_spec s (soft_limit c)); simpl; lia.
Qed.

(** ** The weights *)

(** A divergence from 0 to 1 counts for no less than nothing and no more than its weight. *)
Theorem a_divergence_counts_at_most_its_weight : forall w h, is_float w -> 0 <= w -> 0 <= h <= one -> 0 <= fmul w h <= w.
Proof.
  intros w h F W H. split.
  - replace 0 with (fmul w 0) by (unfold fmul; rewrite Z.mul_0_r; apply rounded_0; lia). now apply fmul_mono.
  - transitivity (fmul w one); [now apply fmul_mono|]. apply Z.eq_le_incl.
    unfold fmul, one. rewrite Z.shiftl_mul_pow2, Z.mul_1_l, rounded_shift by lia. exact F.
Qed.

(** With the weight 0 a divergence has no effect. *)
Theorem a_weight_of_0_silences : forall c hl hl' hf, w_logic c = 0 -> coherence c hl hf = coherence c hl' hf.
Proof.
  intros c hl hl' hf W. unfold coherence. rewrite W. unfold fmul at 1 3. rewrite !Z.mul_0_l. reflexivity.
Qed.

(** Rounding a number below 2 is off by 2^-53 at most: 2^1021 units. *)
Lemma rounded_near : forall s n, 0 <= s -> Z.abs n < 2 ^ (1075 + s) -> Z.abs (rounded s n * 2 ^ s - n) <= 2 ^ (1021 + s).
Proof.
  intros s n Hs Hn.
  assert (P : forall x, 0 <= x < 2 ^ (1075 + s) -> Z.abs (round_up_from s x * 2 ^ s - x) <= 2 ^ (1021 + s)).
  { intros x Hx. destruct (round_up_from_pow2 s x Hs) as (k & Ek & Hk & ->).
    assert (Lx : Z.log2 x <= 1074 + s).
    { destruct (Z.eq_dec x 0) as [->|]; [change (Z.log2 0) with 0; lia|]. pose proof (proj1 (Z.log2_lt_pow2 x (1075 + s) ltac:(lia)) (proj2 Hx)). lia. }
    rewrite <- Z.mul_assoc, <- Z.pow_add_r by lia. replace (k - s + s) with k by lia.
    pose proof (nearest_near x k ltac:(lia)) as N.
    pose proof (Z.pow_le_mono_r 2 k (1022 + s) ltac:(lia) ltac:(lia)) as Q.
    replace (1022 + s) with (Z.succ (1021 + s)) in Q by lia. rewrite Z.pow_succ_r in Q by lia. lia. }
  unfold rounded. destruct (Z.ltb_spec n 0); [|apply P; lia].
  specialize (P (- n) ltac:(lia)). rewrite Z.mul_opp_l. lia.
Qed.

Definition error : Z := 2 ^ 1021.

Lemma fmul_near : forall w h, 0 <= w <= one -> 0 <= h <= one -> Z.abs (fmul w h * one - w * h) <= error * one.
Proof.
  intros w h W H. unfold fmul, error, one in *. rewrite Z.shiftl_mul_pow2, Z.mul_1_l in * by lia.
  rewrite <- Z.pow_add_r by lia. apply rounded_near; [lia|].
  replace (1075 + 1074) with (Z.succ (1074 + 1074)) by lia. rewrite Z.pow_succ_r, Z.pow_add_r by lia.
  pose proof (Z.pow_pos_nonneg 2 1074 ltac:(lia) ltac:(lia)). set (o := 2 ^ 1074) in *. nia.
Qed.

Lemma fadd_near : forall a b, Z.abs (a + b) < 2 * one -> Z.abs (fadd a b - (a + b)) <= error.
Proof.
  intros a b H. unfold fadd, error, one in *. rewrite Z.shiftl_mul_pow2, Z.mul_1_l in H by lia.
  pose proof (rounded_near 0 (a + b) ltac:(lia)) as N. rewrite Z.pow_0_r, Z.mul_1_r, !Z.add_0_r in N. apply N.
  replace 1075 with (Z.succ 1074) by lia. rewrite Z.pow_succ_r by lia. exact H.
Qed.

(** What every configuration that is taken has. *)
Definition valid_weights (c : config) : Prop :=
  0 <= w_logic c <= one /\ 0 <= w_fact c <= one /\ 2 * (w_logic c + w_fact c) <= 3 * one.

Theorem taken_configurations_are_valid : forall c,
  refused (Some (threshold c)) (Some (soft_limit c)) (Some (w_logic c)) (Some (w_fact c)) = None ->
  0 <= threshold c <= one /\ 0 <= soft_limit c <= one /\ valid_weights c.
Proof.
  intros c. unfold refused, in_unit, valid_weights.
  destruct (Z.leb_spec 0 (threshold c)), (Z.leb_spec (threshold c) one); cbn [andb negb]; try discriminate.
  destruct (Z.leb_spec 0 (soft_limit c)), (Z.leb_spec (soft_limit c) one); cbn [andb negb]; try discriminate.
  destruct (Z.leb_spec 0 (w_logic c)), (Z.leb_spec (w_logic c) one); cbn [andb negb]; try discriminate.
  destruct (Z.leb_spec 0 (w_fact c)), (Z.leb_spec (w_fact c) one); cbn [andb negb]; try discriminate.
  destruct (Z.ltb_spec slack (Z.abs (fsub (fadd (w_logic c) (w_fact c)) one))) as [|L]; [discriminate|]. intros _.
  repeat split; try assumption.
  destruct (Z.le_gt_cases (2 * (w_logic c + w_fact c)) (3 * one)) as [|G]; [assumption|exfalso].
  assert (E : half + half = one) by reflexivity.
  assert (S : one + half <= fadd (w_logic c) (w_fact c)).
  { replace (one + half) with (rounded 0 (one + half)) by (vm_compute; reflexivity). apply rounding_is_monotone; lia. }
  assert (D : half <= fsub (fadd (w_logic c) (w_fact c)) one).
  { replace half with (rounded 0 half) by (vm_compute; reflexivity). apply rounding_is_monotone; lia. }
  assert (X : slack < half) by reflexivity. lia.
Qed.

Lemma difference_near : forall c hl hf, valid_weights c -> 0 <= divergence hl <= one -> 0 <= divergence hf <= one ->
  Z.abs (fsub one (fadd (fmul (w_logic c) (divergence hl)) (fmul (w_fact c) (divergence hf))) * one
         - (one * one - w_logic c * divergence hl - w_fact c * divergence hf)) <= 4 * error * one.
Proof.
  intros c hl hf (Wl & Wf & Ws) Hl Hf.
  pose proof (fmul_near _ _ Wl Hl) as Nl. pose proof (fmul_near _ _ Wf Hf) as Nf.
  assert (O : 0 < error /\ 16 * error < one) by (split; reflexivity).
  set (pl := fmul (w_logic c) (divergence hl)) in *. set (pf := fmul (w_fact c) (divergence hf)) in *.
  assert (Pl : - error <= pl <= w_logic c + error) by (split; nia).
  assert (Pf : - error <= pf <= w_fact c + error) by (split; nia).
  pose proof (fadd_near pl pf ltac:(lia)) as Na. set (s := fadd pl pf) in *.
  pose proof (fadd_near one (- s) ltac:(lia)) as Nd. fold (fsub one s) in Nd. set (d := fsub one s) in *.
  replace (d * one - (one * one - w_logic c * divergence hl - w_fact c * divergence hf))
    with ((d - (one + - s)) * one - (s - (pl + pf)) * one - (pl * one - w_logic c * divergence hl) - (pf * one - w_fact c * divergence hf))
    by ring.
  assert (forall a, Z.abs a <= error -> Z.abs (a * one) <= error * one) as M by (intros; rewrite Z.abs_mul, (Z.abs_eq one) by lia; nia).
  specialize (M _ Na) as Ma. specialize (M _ Nd) as Md. lia.
Qed.

(** Changing the weights changes the score by no more than they change, but for what rounding may add: 2^-50. *)
Theorem the_effect_of_weights_is_bounded : forall c c' hl hf, valid_weights c -> valid_weights c' ->
  0 <= divergence hl <= one -> 0 <= divergence hf <= one ->
  Z.abs (score (coherence c hl hf) - score (coherence c' hl hf))
    <= Z.abs (w_logic c - w_logic c') + Z.abs (w_fact c - w_fact c') + 2 ^ 1024.
Proof.
  intros c c' hl hf V V' Hl Hf. unfold coherence; cbn [score].
  pose proof (difference_near c hl hf V Hl Hf) as N. pose proof (difference_near c' hl hf V' Hl Hf) as N'.
  set (d := fsub one (fadd (fmul (w_logic c) (divergence hl)) (fmul (w_fact c) (divergence hf)))) in *.
  set (d' := fsub one (fadd (fmul (w_logic c') (divergence hl)) (fmul (w_fact c') (divergence hf)))) in *.
  assert (E : 2 ^ 1024 = 8 * error) by reflexivity. rewrite E.
  assert (O : 0 < error /\ 0 < one) by (split; reflexivity).
  assert (C : Z.abs (clamp d - clamp d') <= Z.abs (d - d')).
  { unfold clamp. destruct (Z.ltb_spec 0 d), (Z.ltb_spec 0 d'); lia. }
  etransitivity; [exact C|].
  apply (Z.mul_le_mono_pos_r _ _ one); [lia|].
  assert (X : Z.abs (d - d') * one = Z.abs (d * one - d' * one)) by (rewrite <- Z.mul_sub_distr_r, Z.abs_mul, (Z.abs_eq one); lia).
  rewrite X.
  assert (B : forall a h, 0 <= h <= one -> Z.abs (a * h) <= Z.abs a * one) by (intros; rewrite Z.abs_mul, (Z.abs_eq h) by lia; nia).
  pose proof (B (w_logic c - w_logic c') _ Hl) as Bl. pose proof (B (w_fact c - w_fact c') _ Hf) as Bf.
  rewrite Z.mul_sub_distr_r in Bl, Bf. lia.
Qed.
